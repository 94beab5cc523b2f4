import type { AzurePlugin } from '../core/world.ts'
import { registerAgentPools } from './cluster/agent-pool-routes.ts'
import { registerClusterOperations } from './cluster/cluster-operations.ts'
import { registerClusters } from './cluster/cluster-routes.ts'
import { registerPower } from './cluster/power-routes.ts'
import { registerExtensionOperations } from './extension/extension-operations.ts'
import { registerExtensions } from './extension/extension-routes.ts'

/** Kubernetes clusters of the container service and their extensions. Their nodes are make-believe. */
export const kubernetes: AzurePlugin = {
  name: 'kubernetes',
  register(world, servers) {
    registerClusterOperations(world, servers)
    registerClusters(world, servers)
    registerAgentPools(world, servers)
    registerPower(world, servers)
    registerExtensionOperations(world, servers)
    registerExtensions(world, servers)
  },
}
