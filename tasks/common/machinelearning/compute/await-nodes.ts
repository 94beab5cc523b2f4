import type { Workspace } from '../workspace/workspace.ts'
import type { ComputeResource } from './cluster.ts'
import { readyCompute } from './cluster-resource.ts'
import type { Deadline } from './deadline.ts'
import { adviceFor, errorsOf, reasonOf } from './explain-cluster-error.ts'
import { isRefused, refusalOf, tooLate } from './explain-nodes.ts'
import { listNodes } from './list-nodes.ts'
import { nodesUp, progressOf } from './node-states.ts'

const LOOK = 10_000
const HEARTBEAT = 60_000

/**
 * Waits until the cluster has `count` nodes up; prints their states as they change. Throws where Azure says that it cannot
 * give them, although the cluster itself is Succeeded, with the nodes that are at fault. With no node asked for it only
 * warns.
 */
export async function awaitNodes(
  workspace: Workspace,
  compute: ComputeResource,
  count: number,
  deadline: Deadline,
): Promise<void> {
  const { session } = workspace
  if (count === 0) {
    warn(compute, session.log)
    return
  }
  const progress = new NodeProgress(workspace, count)
  let steadyLooks = 0
  for (let now = compute; ; now = await readyCompute(workspace, compute.name, deadline)) {
    progress.see(now)
    if (nodesUp(now) >= count) return
    steadyLooks = isSteady(now) ? steadyLooks + 1 : 0
    if (steadyLooks > 1) await refuseWhatFailed(workspace, now, count)
    if (session.clock.now() > deadline.end)
      throw tooLate(now, await listNodes(workspace, now.name), { count, ...deadline })
    await session.clock.sleep(LOOK, session.signal)
  }
}

/** While Azure resizes, and before it begins to, an error may be that of an earlier attempt. */
const isSteady = ({ properties }: ComputeResource): boolean =>
  properties.properties?.allocationState?.toLowerCase() !== 'resizing'

async function refuseWhatFailed(
  workspace: Workspace,
  compute: ComputeResource,
  count: number,
): Promise<void> {
  if (!isRefused(compute)) return
  const refusal = refusalOf(compute, await listNodes(workspace, compute.name), count)
  if (refusal) throw refusal
}

/** Prints a line for each change, and a heartbeat. */
class NodeProgress {
  readonly #workspace: Workspace
  readonly #count: number
  #printed = { line: '', at: 0 }

  constructor(workspace: Workspace, count: number) {
    this.#workspace = workspace
    this.#count = count
  }

  see(compute: ComputeResource): void {
    const { log, clock } = this.#workspace.session
    const line = `Nodes of ${compute.name}: ${progressOf(compute, this.#count)}`
    const time = clock.now()
    if (line !== this.#printed.line || time - this.#printed.at >= HEARTBEAT) {
      log.info(line)
      this.#printed = { line, at: time }
    }
    log.progress(Math.min(100, Math.floor((nodesUp(compute) / this.#count) * 100)), line)
  }
}

function warn(compute: ComputeResource, log: { warning(message: string): void }): void {
  for (const error of errorsOf(compute)) {
    const advice = adviceFor(error)
    const remedy = advice ? ` ${advice.cause} ${advice.remedy}` : ''
    log.warning(`Cluster ${compute.name} is ready, but could not get nodes: ${reasonOf(error)}${remedy}`)
  }
}
