import { WORKSPACE, armRoute } from '../core/arm-routes.ts'
import type { Servers, World } from '../core/world.ts'

/** Kinds of resources that local Azure does not make: their lists are truly empty. */
const KINDS = ['schedules', 'batchEndpoints', 'serverlessEndpoints']

export function registerEmptyLists(world: World, servers: Servers): void {
  for (const kind of KINDS)
    armRoute(world, servers, {
      method: 'GET',
      path: `${WORKSPACE}/${kind}`,
      action: `Microsoft.MachineLearningServices/workspaces/${kind}/read`,
      handle: () => ({ value: [], nextLink: null }),
    })
}
