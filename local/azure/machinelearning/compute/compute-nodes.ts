import type { ErrorDetail } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import { coresInUse, usages } from '../../resource-manager/usages.ts'
import { vmSizes } from '../../resource-manager/vm-size-table.ts'
import { type ComputeDocument, type NodeAllocation, computesOf, nodesUp } from './compute-document.ts'

/**
 * Brings a cluster to its minimum of nodes. The operation on the cluster has succeeded by then: what goes wrong from here
 * on stands in the cluster's errors.
 */
export function allocateNodes(world: World, id: string): void {
  const compute = computesOf(world).get(id)
  if (!compute) return
  const target = compute.scaleSettings.minNodeCount
  const before = Math.min(nodesUp(compute), target)
  if (target === before) return keep(world, compute, { target, given: target, up: target, error: null })
  const refusal = world.faults.meetOperation('nodes.allocate')
  const room = refusal ? before : Math.min(target, roomFor(world, compute))
  const error = refusal ?? (room < target ? coreQuotaReached(compute, target) : null)
  keep(world, compute, { target, given: Math.max(before, room), up: before, error })
}

interface Kept {
  target: number
  given: number
  up: number
  error: ErrorDetail | null
}

function keep(world: World, compute: ComputeDocument, { target, given, up, error }: Kept): void {
  const states: [string, ...string[]] = ['0', ...Array.from({ length: given }, (_none, at) => String(at + 1))]
  const progress = { ...world.pace.start('nodes', states), index: up }
  const isGrowing = given > up
  const unusable = isGrowing && world.faults.meetOperation('nodes.start') ? 1 : 0
  const canLose = isGrowing && compute.vmPriority === 'LowPriority'
  const preempted = canLose && world.faults.meetOperation('nodes.preempt') ? 1 : 0
  const nodes: NodeAllocation = { target, given, unusable, preempted, progress, error }
  computesOf(world).put(compute.id, { ...compute, nodes })
}

/** Counts a read of the cluster, with which its machines come up. */
export function readNodes(world: World, id: string): void {
  const compute = computesOf(world).get(id)
  if (!compute?.nodes || compute.provisioningState !== 'Succeeded') return
  const progress = world.pace.read(compute.nodes.progress)
  if (progress !== compute.nodes.progress)
    computesOf(world).put(id, { ...compute, nodes: { ...compute.nodes, progress } })
}

/** How many nodes the cores of the family have room for. */
function roomFor(world: World, { vmSize, vmPriority }: ComputeDocument): number {
  const size = vmSizes.find(({ name }) => name.toUpperCase() === vmSize)
  const quota =
    size && usages(world.store).get(vmPriority === 'Dedicated' ? size.family : 'TotalLowPriorityCores')
  return quota ? Math.max(0, Math.floor((quota.limit - coresInUse(world, quota)) / size.vCPUs)) : Infinity
}

const coreQuotaReached = ({ name }: ComputeDocument, target: number): ErrorDetail => ({
  code: 'ClusterCoreQuotaReached',
  message: `The cluster '${name}' cannot be resized to ${target} node(s): the core quota of the subscription is reached.`,
})
