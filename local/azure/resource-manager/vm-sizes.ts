import { SUBSCRIPTION, armRoute } from '../core/arm-routes.ts'
import type { Servers, World } from '../core/world.ts'
import { checkLocation } from './locations.ts'
import { vmSizes } from './vm-size-table.ts'

export function virtualMachineSizeRoutes(world: World, servers: Servers): void {
  armRoute(world, servers, {
    method: 'GET',
    path: `${SUBSCRIPTION}/providers/Microsoft.MachineLearningServices/locations/:location/vmSizes`,
    action: 'Microsoft.MachineLearningServices/locations/vmsizes/read',
    handle: call => {
      checkLocation(world, call, 'locations/vmSizes')
      return { value: vmSizes }
    },
  })
}
