import type { AzurePlugin } from '../core/world.ts'
import { monitorControl } from './control-routes.ts'
import { createFixture } from './fixtures.ts'
import { registerInsights } from './insights-routes.ts'
import { registerMetricReads } from './metric-routes.ts'

/** Azure Monitor's metrics of online endpoints, and queries to Application Insights: both answer what a fixture says. */
export const monitor: AzurePlugin = {
  name: 'monitor',
  register(world, servers) {
    const fixture = createFixture(world)
    registerMetricReads(world, servers, fixture)
    registerInsights(world, servers, fixture)
    monitorControl(servers.control, fixture)
  },
}
