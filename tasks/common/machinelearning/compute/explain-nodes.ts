import { TaskError } from '../../errors.ts'
import type { ComputeResource } from './cluster.ts'
import { adviceFor, errorsOf, reasonOf } from './explain-cluster-error.ts'
import type { ClusterNode } from './list-nodes.ts'
import { countOf, namesOf, nodesUp, NOT_UP, progressOf, type NodeAdvice } from './node-states.ts'

/** What a cluster at rest says of the nodes that it must have and has not: for good, as far as Azure can tell. */
export function refusalOf(
  compute: ComputeResource,
  nodes: readonly ClusterNode[],
  count: number,
): TaskError | undefined {
  const errors = errorsOf(compute)
  if (errors.length > 0) return notGiven(compute, nodes, count)
  const lost = NOT_UP.find(([state]) => isForGood(state) && countOf(compute, state) > 0)
  if (!lost) return undefined
  const [state, advice] = lost
  const number = countOf(compute, state)
  return new TaskError(
    `Cluster ${compute.name} has ${number} ${state} node(s) of ${count}${listed(nodes)}.`,
    advice,
  )
}

const isForGood = (state: string): boolean => state === 'unusable' || state === 'preempted'

/** True where asking for the nodes by name is worth a request. */
export const isRefused = (compute: ComputeResource): boolean =>
  errorsOf(compute).length > 0 || NOT_UP.some(([state]) => isForGood(state) && countOf(compute, state) > 0)

function notGiven(compute: ComputeResource, nodes: readonly ClusterNode[], count: number): TaskError {
  const errors = errorsOf(compute)
  return new TaskError(
    `Cluster ${compute.name} was made, but Azure gives it ${nodesUp(compute)} of ${count} nodes${listed(nodes)}. ${errors.map(reasonOf).join(' ')}`,
    errors.map(adviceFor).find(advice => advice !== undefined) ??
      adviceOnStates(compute) ?? {
        remedy: 'Look at the cluster in the studio; it stays, and the next run finds it.',
      },
  )
}

/** An end of patience, explained by the state in which the nodes are then. */
export function tooLate(
  compute: ComputeResource,
  nodes: readonly ClusterNode[],
  { count, minutes }: { readonly count: number; readonly minutes: number },
): TaskError {
  return new TaskError(
    `Cluster ${compute.name} had ${progressOf(compute, count)} after ${minutes} minutes${listed(nodes)}.`,
    adviceOnStates(compute) ?? {
      cause: 'Azure is slow to give machines of this size today.',
      remedy:
        'Run again later: the task then finds the cluster and waits on. Or raise waitTimeoutInMinutes, or set minInstances to 0 so that nodes come with the jobs.',
    },
  )
}

const adviceOnStates = (compute: ComputeResource): NodeAdvice | undefined =>
  NOT_UP.find(([state]) => countOf(compute, state) > 0)?.[1]

/** `: unusable tvmps_a (10.0.0.4); preparing tvmps_b` */
function listed(nodes: readonly ClusterNode[]): string {
  const states = NOT_UP.flatMap(([state]) => {
    const names = namesOf(nodes, state)
    return names === '' ? [] : [`${state} ${names}`]
  })
  return states.length === 0 ? '' : `: ${states.join('; ')}`
}
