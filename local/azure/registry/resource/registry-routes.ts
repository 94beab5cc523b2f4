import { RESOURCE_GROUP, SUBSCRIPTION, armRoute } from '../../core/arm-routes.ts'
import type { Servers, World } from '../../core/world.ts'
import { registries, registryBody } from './registry-document.ts'
import { REGISTRIES, REGISTRY_TYPE, registryRoute } from './registry-route.ts'

/** The registry as a resource: read and listed. Making and deleting one is not emulated. */
export function registryRoutes(world: World, servers: Servers): void {
  registryRoute(world, servers, {
    method: 'GET',
    path: '',
    action: 'read',
    tasks: false,
    handle: (_call, registry) => registryBody(world, registry),
  })
  for (const parent of [SUBSCRIPTION, RESOURCE_GROUP])
    armRoute(world, servers, {
      method: 'GET',
      path: `${parent}/${REGISTRIES}`,
      action: `${REGISTRY_TYPE}/read`,
      handle: ({ id }) => ({
        value: registries(world)
          .listUnder(id.slice(0, id.toLowerCase().indexOf('/providers/')))
          .map(registry => registryBody(world, registry)),
      }),
    })
}
