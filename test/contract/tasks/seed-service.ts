import type { World } from '../../../local/azure/core/world.ts'
import { kubernetesComputesOf } from '../../../local/azure/machinelearning/compute/kubernetes-document.ts'
import { deploymentsOf } from '../../../local/azure/machinelearning/deployment/deployment-document.ts'
import { endpointsOf } from '../../../local/azure/machinelearning/endpoint/endpoint-document.ts'

type Stored<Collection> = Collection extends (world: World) => {
  put(id: string, document: infer Document): unknown
}
  ? Document
  : never

/** What Azure needs to make a cluster. */
export const smallCluster = {
  location: 'westeurope',
  identity: { type: 'SystemAssigned' },
  properties: {
    dnsPrefix: 'aks-chd',
    agentPoolProfiles: [
      { name: 'pool', mode: 'System', count: 1, vmSize: 'Standard_D4s_v5', osType: 'Linux' },
    ],
  },
}

/**
 * An attached cluster with an endpoint and a deployment, as the store keeps them. Nothing serves: the lists of names
 * need no container, which would take a minute to build.
 */
export function seedService(world: World): void {
  const { subscriptionId, location } = world.settings
  const cluster = `/subscriptions/${subscriptionId}/resourceGroups/rg-mlops/providers/Microsoft.ContainerService/managedClusters/aks-chd`
  const named = (id: string) => ({
    id,
    name: id.split('/').at(-1) ?? '',
    location,
    tags: {},
    provisioningState: 'Succeeded',
  })
  const endpoint = `${world.workspaceArmId}/onlineEndpoints/chd-risk`
  const deployment = `${endpoint}/deployments/blue`
  const compute = `${world.workspaceArmId}/computes/aks-compute`
  kubernetesComputesOf(world).put(compute, {
    ...named(compute),
    resourceId: cluster,
    instanceTypes: {},
  } as unknown as Stored<typeof kubernetesComputesOf>)
  endpointsOf(world).put(endpoint, { ...named(endpoint), compute, wasMade: true } as Stored<
    typeof endpointsOf
  >)
  deploymentsOf(world).put(deployment, {
    ...named(deployment),
    endpointName: 'chd-risk',
    properties: {},
  } as unknown as Stored<typeof deploymentsOf>)
}
