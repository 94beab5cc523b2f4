import type { ErrorDetail } from '../../core/errors.ts'
import { userAssigned } from '../../core/managed-identity.ts'
import type { World } from '../../core/world.ts'
import type { Fields } from '../../machinelearning/common/body.ts'

export interface AgentPool {
  name: string
  count: number
  vmSize: string
  osType: string
  mode: string
  type: string
  availabilityZones: string[] | null
  enableAutoScaling: boolean
  minCount: number | null
  maxCount: number | null
}

/** A managed cluster as stored. */
export interface ClusterDocument {
  id: string
  name: string
  resourceGroup: string
  location: string
  tags: Record<string, string> | null
  identity: Fields | null
  sku: { name: string; tier: string }
  provisioningState: 'Creating' | 'Updating' | 'Deleting' | 'Stopping' | 'Starting' | 'Succeeded' | 'Failed'
  dnsPrefix: string
  fqdn: string
  kubernetesVersion: string
  agentPools: AgentPool[]
  networkProfile: Fields
  enableRBAC: boolean
  disableLocalAccounts: boolean
  privateCluster: boolean
  powerState: 'Running' | 'Stopped'
  /** Why the last operation failed. */
  provisioningError: ErrorDetail | null
}

export const clustersOf = (world: World) => world.store.collection<ClusterDocument>('managedClusters')

/** With the spelling of ids and type that the container service answers. */
export function renderCluster(cluster: ClusterDocument): object {
  const { id, location, name, tags, identity, sku } = cluster
  return {
    id: id.replace('/resourceGroups/', '/resourcegroups/'),
    location,
    name,
    tags,
    type: 'Microsoft.ContainerService/ManagedClusters',
    properties: {
      provisioningState: cluster.provisioningState,
      powerState: { code: cluster.powerState },
      kubernetesVersion: cluster.kubernetesVersion,
      currentKubernetesVersion: cluster.kubernetesVersion,
      dnsPrefix: cluster.dnsPrefix,
      fqdn: cluster.fqdn,
      agentPoolProfiles: cluster.agentPools.map(pool => renderPool(cluster, pool)),
      nodeResourceGroup: nodeGroupOf(cluster),
      enableRBAC: cluster.enableRBAC,
      networkProfile: cluster.networkProfile,
      disableLocalAccounts: cluster.disableLocalAccounts,
      apiServerAccessProfile: cluster.privateCluster ? { enablePrivateCluster: true } : null,
      identityProfile: { kubeletidentity: kubeletIdentity(cluster) },
      ...(cluster.provisioningError && { status: { provisioningError: cluster.provisioningError } }),
    },
    identity,
    sku,
  }
}

const nodeGroupOf = ({ resourceGroup, name, location }: ClusterDocument): string =>
  `MC_${resourceGroup}_${name}_${location}`

/** With which the nodes pull images: made by the service in the group of the nodes. */
function kubeletIdentity(cluster: ClusterDocument): object {
  const subscription = cluster.id.split('/')[2] ?? ''
  const resourceId = `/subscriptions/${subscription}/resourcegroups/${nodeGroupOf(cluster)}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${cluster.name}-agentpool`
  const { principalId: objectId, clientId } = userAssigned(resourceId)
  return { resourceId, clientId, objectId }
}

export const renderPool = (cluster: ClusterDocument, pool: AgentPool) => ({
  ...pool,
  provisioningState: cluster.provisioningState,
  powerState: { code: cluster.powerState },
  orchestratorVersion: cluster.kubernetesVersion,
  currentOrchestratorVersion: cluster.kubernetesVersion,
})
