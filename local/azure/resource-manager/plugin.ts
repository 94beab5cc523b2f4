import type { AzurePlugin } from '../core/world.ts'
import { datastoreRoutes } from './datastores.ts'
import { discoveryRoute } from './discovery.ts'
import { metadataRoute } from './metadata-endpoints.ts'
import { operationRoutes } from './operation-routes.ts'
import { resourceGroupRoutes } from './resource-groups.ts'
import { seedResources } from './seed.ts'
import { usageRoutes } from './usages.ts'
import { virtualMachineSizeRoutes } from './vm-sizes.ts'
import { workspaceRoutes } from './workspaces.ts'

/** Azure Resource Manager, as far as it is not a resource of Azure ML's own. */
export const resourceManager: AzurePlugin = {
  name: 'resource-manager',
  register(world, servers) {
    metadataRoute(world, servers)
    resourceGroupRoutes(world, servers)
    workspaceRoutes(world, servers)
    datastoreRoutes(world, servers)
    usageRoutes(world, servers)
    virtualMachineSizeRoutes(world, servers)
    operationRoutes(world, servers)
    discoveryRoute(world, servers)
    world.onReady(() => seedResources(world))
    world.onReset(() => seedResources(world))
  },
}
