import type { AzurePlugin } from '../core/world.ts'
import { seedVcpuUsages, vcpuUsageRoutes } from './vcpu-usages.ts'
import { skuRoutes } from './skus.ts'

/** Microsoft.Compute, as far as it tells what a region has and what is left of it. */
export const virtualMachines: AzurePlugin = {
  name: 'virtual machines',
  register(world, servers) {
    skuRoutes(world, servers)
    vcpuUsageRoutes(world, servers)
    world.onReady(() => seedVcpuUsages(world))
    world.onReset(() => seedVcpuUsages(world))
  },
}
