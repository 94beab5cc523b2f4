import { TaskError } from '../../../errors.ts'
import { findCompute } from '../../compute/cluster-resource.ts'
import { secondsOf } from '../../duration.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import type { Part } from '../follow/part.ts'
import type { RunDetails } from '../history/run-history.ts'
import { peakNodes, runTime, type RunTime } from './run-time.ts'

/** What a job took of one compute. */
export interface ComputeUsage {
  readonly target: string
  readonly vmSize: string | undefined
  readonly runs: number
  /** The most nodes at the same time. */
  readonly nodes: number
  readonly nodeHours: number
  /** Undefined where the compute does not scale by idle time, or cannot be read. */
  readonly idle: IdleTime | undefined
}

export interface IdleTime {
  /** How long a node stays idle before the cluster gives it back. */
  readonly seconds: number
  /** Nodes that the cluster never gives back. */
  readonly minNodes: number
  /** At most, for the nodes that it does give back; less where another job takes them. */
  readonly nodeHours: number
}

export type Usage = readonly ComputeUsage[]

/**
 * What a job, with its steps or trials, took of its computes. The time is run history's, that of reused steps and of
 * parents left out; the idle time after it is an upper bound, made from the cluster's own scale settings.
 */
export async function readUsage(
  workspace: Workspace,
  job: RunDetails,
  parts: readonly Part[],
): Promise<Usage> {
  const working = parts.filter(part => !part.isParent && !part.isReused).map(part => part.details)
  const times = (parts.length > 0 ? working : [job]).flatMap(details => runTime(details) ?? [])
  const targets = [...new Set(times.map(({ target }) => target))]
  return Promise.all(
    targets.map(target =>
      usageOf(
        workspace,
        target,
        times.filter(time => time.target === target),
      ),
    ),
  )
}

async function usageOf(
  workspace: Workspace,
  target: string,
  times: readonly RunTime[],
): Promise<ComputeUsage> {
  const nodes = peakNodes(times)
  const cluster = await readScale(workspace, target)
  return {
    target,
    vmSize: cluster?.vmSize ?? times.find(({ vmSize }) => vmSize)?.vmSize,
    runs: times.length,
    nodes,
    nodeHours: times.reduce((sum, time) => sum + (time.nodes * time.seconds) / 3600, 0),
    idle: cluster && {
      ...cluster.scale,
      nodeHours: (Math.max(0, nodes - cluster.scale.minNodes) * cluster.scale.seconds) / 3600,
    },
  }
}

interface Scale {
  readonly vmSize: string | undefined
  readonly scale: { readonly seconds: number; readonly minNodes: number }
}

/** The job is over and stands as it is: what cannot be read of its cluster is left out. */
async function readScale(workspace: Workspace, target: string): Promise<Scale | undefined> {
  if (/^serverless$/i.test(target)) return undefined
  try {
    const compute = (await findCompute(workspace, target))?.properties.properties
    const { nodeIdleTimeBeforeScaleDown: idle, minNodeCount: minNodes = 0 } = compute?.scaleSettings ?? {}
    if (!idle) return undefined
    return { vmSize: compute?.vmSize ?? undefined, scale: { seconds: secondsOf(idle), minNodes } }
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    workspace.session.log.debug(`The scale settings of ${target} are not readable: ${error.message}`)
    return undefined
  }
}
