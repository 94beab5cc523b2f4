import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Found, FoundItem } from './found.ts'
import { listBelow, readBelow, timeOf, type Resource } from './list.ts'
import { computeReference } from './references.ts'

interface ComputeProperties {
  readonly computeType?: string
  readonly provisioningState?: string
  readonly createdOn?: string
  readonly modifiedOn?: string
  readonly properties?: {
    readonly allocationState?: string | null
    readonly allocationStateTransitionTime?: string | null
    readonly currentNodeCount?: number | null
    readonly nodeStateCounts?: Readonly<Record<string, number | null>> | null
  } | null
}

/** Clusters and attached Kubernetes; instances belong to people and other kinds to nobody that this task knows. */
export async function readComputes(
  workspace: Workspace,
  lastJobs: ReadonlyMap<string, number>,
): Promise<Found> {
  const computes = await listBelow(workspace, 'computes')
  return { items: computes.map(compute => computeItem(compute, lastJobs)), users: [] }
}

/** One compute alone; undefined where it is gone. */
export async function readCompute(
  workspace: Workspace,
  name: string,
  lastJobs: ReadonlyMap<string, number>,
): Promise<FoundItem | undefined> {
  const compute = await readBelow(workspace, `computes/${name}`)
  return compute && computeItem(compute, lastJobs)
}

function computeItem(compute: Resource, lastJobs: ReadonlyMap<string, number>): FoundItem {
  const properties = (compute.properties ?? {}) as ComputeProperties
  const inUse = useOf(properties)
  return {
    kind: 'compute',
    id: compute.id.toLowerCase(),
    resource: compute.id,
    name: compute.name,
    since: Math.max(lastUse(properties), lastJobs.get(computeReference(compute.name)) ?? 0),
    tags: compute.tags ?? {},
    names: [computeReference(compute.name)],
    refersTo: [],
    ...(inUse !== undefined && { inUse }),
    ...(properties.computeType === 'Kubernetes' && { attached: true }),
  }
}

function useOf({ computeType, provisioningState, properties }: ComputeProperties): string | undefined {
  if (computeType === 'AKS') return 'is attached the old way, so nothing tells which services it runs'
  if (computeType !== 'AmlCompute' && computeType !== 'Kubernetes')
    return `is a compute of type ${computeType ?? 'unknown'}`
  if (provisioningState !== 'Succeeded' && provisioningState !== 'Failed')
    return `is ${provisioningState ?? 'in motion'}`
  if (computeType === 'Kubernetes') return undefined
  const { runningNodeCount = 0, preparingNodeCount = 0 } = properties?.nodeStateCounts ?? {}
  const busy = (runningNodeCount ?? 0) + (preparingNodeCount ?? 0)
  if (busy > 0) return `has ${busy} node(s) at work`
  return properties?.allocationState === 'Resizing' ? 'is being resized' : undefined
}

/** A cluster's last growing or shrinking: jobs make it grow, and idleness makes it shrink. */
function lastUse({ createdOn, modifiedOn, properties }: ComputeProperties): number {
  const times = [createdOn, modifiedOn, properties?.allocationStateTransitionTime]
    .filter(time => typeof time === 'string')
    .map(timeOf)
  return times.length === 0 ? timeOf(undefined) : Math.max(...times)
}
