import { TaskError } from '../../errors.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { ComputeResource, NodeStateCounts } from './cluster.ts'
import { readyCompute } from './cluster-resource.ts'
import { adviceFor, errorsOf, reasonOf } from './explain-cluster-error.ts'

const LOOK = 10_000
const HEARTBEAT = 60_000

export interface NodesAsked {
  readonly count: number
  readonly deadlineInMinutes: number
  /** Since when the deadline counts, in milliseconds since the epoch. */
  readonly since: number
}

/**
 * Waits until the cluster has as many nodes up as were asked for; prints their states as they change. Throws where
 * Azure says that it cannot give them, although the cluster itself is Succeeded. With no node asked for it only warns.
 */
export async function awaitNodes(
  workspace: Workspace,
  compute: ComputeResource,
  asked: NodesAsked,
): Promise<void> {
  const { session } = workspace
  if (asked.count === 0) {
    warn(compute, session.log)
    return
  }
  const end = asked.since + asked.deadlineInMinutes * 60_000
  let printed = { line: '', at: 0 }
  let steadyLooks = 0
  for (let now = compute; ; now = await readyCompute(workspace, compute.name, asked.deadlineInMinutes)) {
    const line = `Nodes of ${compute.name}: ${progressOf(now, asked.count)}`
    const time = session.clock.now()
    if (line !== printed.line || time - printed.at >= HEARTBEAT) {
      session.log.info(line)
      printed = { line, at: time }
    }
    const up = nodesUp(now)
    session.log.progress(Math.min(100, Math.floor((up / asked.count) * 100)), line)
    if (up >= asked.count) return
    steadyLooks = isSteady(now) ? steadyLooks + 1 : 0
    if (steadyLooks > 1) refuseWhatFailed(now, asked.count)
    if (time > end) throw tooLate(now, asked)
    await session.clock.sleep(LOOK, session.signal)
  }
}

const countsOf = ({ properties }: ComputeResource): NodeStateCounts =>
  properties.properties?.nodeStateCounts ?? {}

const nodesUp = (compute: ComputeResource): number => {
  const { idleNodeCount = 0, runningNodeCount = 0 } = countsOf(compute)
  return idleNodeCount + runningNodeCount
}

/** While Azure resizes, and before it begins to, an error may be that of an earlier attempt. */
const isSteady = ({ properties }: ComputeResource): boolean =>
  properties.properties?.allocationState?.toLowerCase() !== 'resizing'

function progressOf(compute: ComputeResource, count: number): string {
  const counts = countsOf(compute)
  const states = [
    ['preparing', counts.preparingNodeCount],
    ['unusable', counts.unusableNodeCount],
    ['leaving', counts.leavingNodeCount],
    ['preempted', counts.preemptedNodeCount],
  ] as const
  const others = states.flatMap(([word, number = 0]) => (number > 0 ? [`${number} ${word}`] : []))
  return [`${nodesUp(compute)} of ${count} up`, ...others].join(', ')
}

function refuseWhatFailed(compute: ComputeResource, count: number): void {
  const errors = errorsOf(compute)
  const { unusableNodeCount = 0 } = countsOf(compute)
  if (errors.length > 0) throw notGiven(compute, count)
  if (unusableNodeCount === 0) return
  throw new TaskError(`Cluster ${compute.name} has ${unusableNodeCount} unusable node(s) of ${count}.`, {
    cause:
      'The machines came up but could not be prepared: mostly a network security group, a route or a firewall that keeps them from Azure Machine Learning, storage or the container registry.',
    remedy:
      'Check the virtual network of the cluster, and its nodes in the studio. The cluster stays; the next run finds it.',
  })
}

function notGiven(compute: ComputeResource, count: number): TaskError {
  const errors = errorsOf(compute)
  return new TaskError(
    `Cluster ${compute.name} was made, but Azure gives it ${nodesUp(compute)} of ${count} nodes. ${errors.map(reasonOf).join(' ')}`,
    errors.map(adviceFor).find(advice => advice !== undefined) ?? {
      remedy: 'Look at the cluster in the studio; it stays, and the next run finds it.',
    },
  )
}

function tooLate(compute: ComputeResource, { count, deadlineInMinutes }: NodesAsked): TaskError {
  return new TaskError(
    `Cluster ${compute.name} had ${progressOf(compute, count)} after ${deadlineInMinutes} minutes.`,
    {
      cause: 'Azure is slow to give machines of this size today.',
      remedy:
        'Run again later: the task then finds the cluster and waits on. Or raise waitTimeoutInMinutes, or set minInstances to 0 so that nodes come with the jobs.',
    },
  )
}

function warn(compute: ComputeResource, log: { warning(message: string): void }): void {
  for (const error of errorsOf(compute)) {
    const advice = adviceFor(error)
    const remedy = advice ? ` ${advice.cause} ${advice.remedy}` : ''
    log.warning(`Cluster ${compute.name} is ready, but could not get nodes: ${reasonOf(error)}${remedy}`)
  }
}
