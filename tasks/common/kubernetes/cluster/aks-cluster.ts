import { attempt, orNotFound } from '../../azure/attempt.ts'
import { listAll } from '../../azure/list-all.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { AzureSession } from '../../azure/session.ts'

const CONTAINER_SERVICE_API = '2026-04-01'

/** The parts of an agent pool that are read, and written back when it is scaled. */
export interface AgentPool {
  readonly name?: string
  readonly mode?: string | null
  readonly vmSize?: string | null
  readonly count?: number | null
  readonly enableAutoScaling?: boolean | null
  readonly minCount?: number | null
  readonly maxCount?: number | null
  readonly availabilityZones?: readonly string[] | null
}

/** The parts of an AKS cluster that this extension reads. */
export interface AksCluster {
  readonly id: string
  readonly name: string
  readonly location: string
  readonly tags?: Readonly<Record<string, string>> | null
  readonly identity?: {
    readonly type?: string
    readonly userAssignedIdentities?: Readonly<Record<string, unknown>> | null
  } | null
  readonly properties: {
    readonly provisioningState?: string
    readonly powerState?: { readonly code?: string } | null
    /** What went wrong with the last operation, where Azure tells it. */
    readonly status?: {
      readonly provisioningError?: { readonly code?: string; readonly message?: string } | null
    } | null
    readonly disableLocalAccounts?: boolean | null
    readonly agentPoolProfiles?: readonly AgentPool[] | null
    readonly apiServerAccessProfile?: { readonly enablePrivateCluster?: boolean | null } | null
    readonly identityProfile?: Readonly<Record<string, { readonly objectId?: string }>> | null
  }
}

export const clusterId = (session: AzureSession, resourceGroup: string, name: string): string =>
  `/subscriptions/${session.connection.subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`

/** By whoever asks: the service answers ids in a spelling of its own. */
export async function findCluster(session: AzureSession, id: string): Promise<AksCluster | undefined> {
  const url = clusterUrl(session, id)
  const found = await attempt(`Reading AKS cluster ${nameOf(id)}`, () =>
    orNotFound(() => session.door.send<AksCluster>('ResourceManager', { method: 'GET', url })),
  )
  return found?.body && { ...found.body, id }
}

/** The names of the clusters beside the one named. */
export async function clusterNames(session: AzureSession, id: string): Promise<string[]> {
  const url = clusterUrl(session, id.slice(0, id.lastIndexOf('/')))
  const found = await attempt('Listing the AKS clusters of the resource group', () =>
    orNotFound(() => listAll<AksCluster>(session, url)),
  )
  return (found ?? []).map(({ name }) => name)
}

/** The pool on which the cluster's own services run; the first one where none says so. */
export const systemPool = ({ properties }: AksCluster): AgentPool | undefined => {
  const pools = properties.agentPoolProfiles ?? []
  return pools.find(({ mode }) => mode?.toLowerCase() === 'system') ?? pools[0]
}

export const nodesOf = ({ properties }: AksCluster): number =>
  (properties.agentPoolProfiles ?? []).reduce((sum, pool) => sum + (pool.count ?? 0), 0)

export const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

export const clusterUrl = (session: AzureSession, id: string): string =>
  resourceUrl(session, id, {}, CONTAINER_SERVICE_API)
