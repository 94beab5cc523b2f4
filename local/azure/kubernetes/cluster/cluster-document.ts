import type { World } from '../../core/world.ts'
import type { Fields } from '../../machinelearning/common/body.ts'

export interface AgentPool {
  name: string
  count: number
  vmSize: string
  osType: string
  mode: string
  type: string
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
  provisioningState: 'Creating' | 'Updating' | 'Deleting' | 'Succeeded' | 'Failed'
  dnsPrefix: string
  fqdn: string
  kubernetesVersion: string
  agentPools: AgentPool[]
  networkProfile: Fields
  enableRBAC: boolean
  disableLocalAccounts: boolean
}

export const clustersOf = (world: World) => world.store.collection<ClusterDocument>('managedClusters')

/** With the spelling of ids and type that the container service answers. */
export function renderCluster(cluster: ClusterDocument): object {
  const { id, location, name, resourceGroup, tags, identity, sku } = cluster
  return {
    id: id.replace('/resourceGroups/', '/resourcegroups/'),
    location,
    name,
    tags,
    type: 'Microsoft.ContainerService/ManagedClusters',
    properties: {
      provisioningState: cluster.provisioningState,
      powerState: { code: 'Running' },
      kubernetesVersion: cluster.kubernetesVersion,
      currentKubernetesVersion: cluster.kubernetesVersion,
      dnsPrefix: cluster.dnsPrefix,
      fqdn: cluster.fqdn,
      agentPoolProfiles: cluster.agentPools.map(pool => renderPool(cluster, pool)),
      nodeResourceGroup: `MC_${resourceGroup}_${name}_${location}`,
      enableRBAC: cluster.enableRBAC,
      networkProfile: cluster.networkProfile,
      disableLocalAccounts: cluster.disableLocalAccounts,
    },
    identity,
    sku,
  }
}

export const renderPool = (cluster: ClusterDocument, pool: AgentPool) => ({
  ...pool,
  provisioningState: cluster.provisioningState,
  powerState: { code: 'Running' },
  orchestratorVersion: cluster.kubernetesVersion,
  currentOrchestratorVersion: cluster.kubernetesVersion,
})
