import type { ComputeResource, NodeStateCounts } from './cluster.ts'
import type { ClusterNode } from './list-nodes.ts'

export type NodeState = 'idle' | 'running' | 'preparing' | 'unusable' | 'leaving' | 'preempted'

export interface NodeAdvice {
  readonly cause: string
  readonly remedy: string
}

/** Why a node that is asked for does not come up, by the state that it is in; the worst first. */
export const NOT_UP: readonly (readonly [state: NodeState, advice: NodeAdvice])[] = [
  [
    'unusable',
    {
      cause:
        'The machines came up but could not be prepared: mostly a network security group, a route or a firewall that keeps them from Azure Machine Learning, storage or the container registry.',
      remedy:
        'Check the virtual network of the cluster, and its nodes in the studio. The cluster stays; the next run finds it.',
    },
  ],
  [
    'preempted',
    {
      cause: 'Azure took the low-priority machines back for somebody who pays the full price.',
      remedy: 'Run again later, take another size or region, or choose the dedicated tier.',
    },
  ],
  [
    'leaving',
    {
      cause: 'The machines are being given back: the cluster shrinks, or somebody scaled it down meanwhile.',
      remedy: 'Run again: the task then finds the cluster and scales it once more (whenExists: update).',
    },
  ],
  [
    'preparing',
    {
      cause: 'Azure has given the machines, and they are still being set up.',
      remedy: 'Run again later: the task then finds the cluster and waits on. Or raise waitTimeoutInMinutes.',
    },
  ],
]

/** What the cluster counts, by state. */
export const countOf = (compute: ComputeResource, state: NodeState): number =>
  countsOf(compute)[`${state}NodeCount`] ?? 0

const countsOf = ({ properties }: ComputeResource): NodeStateCounts =>
  properties.properties?.nodeStateCounts ?? {}

/** Nodes that a job can run on, or runs on. */
export const nodesUp = (compute: ComputeResource): number =>
  countOf(compute, 'idle') + countOf(compute, 'running')

/** `1 of 3 up, 1 preparing, 1 unusable` */
export function progressOf(compute: ComputeResource, count: number): string {
  const states = ['preparing', 'unusable', 'leaving', 'preempted'] as const
  const others = states.flatMap(state => {
    const number = countOf(compute, state)
    return number > 0 ? [`${number} ${state}`] : []
  })
  return [`${nodesUp(compute)} of ${count} up`, ...others].join(', ')
}

const MOST_NAMED = 5

/** The nodes of a state by name, as `tvmps_a (10.0.0.4), tvmps_b`; blank where none is known. */
export function namesOf(nodes: readonly ClusterNode[], state: NodeState): string {
  const found = nodes.filter(({ nodeState }) => nodeState?.toLowerCase() === state)
  const named = found.slice(0, MOST_NAMED).map(({ nodeId = 'a node', privateIpAddress: address }) => {
    return address ? `${nodeId} (${address})` : nodeId
  })
  const more = found.length - named.length
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join(', ')
}
