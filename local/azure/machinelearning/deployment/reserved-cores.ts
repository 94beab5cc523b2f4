import { armKey } from '../../core/ids.ts'
import type { World } from '../../core/world.ts'
import { findVmSize } from '../../resource-manager/vm-size-table.ts'
import { type DeploymentDocument, deploymentsOf, isOnManagedMachines } from './deployment-document.ts'

/** Azure keeps a fifth more machines than were asked for, to upgrade them. */
const upgradeShare = 1.2

/** Cores of its family that a managed deployment takes of the quota, as long as it exists. */
export function coresOf({ properties, sku }: Pick<DeploymentDocument, 'properties' | 'sku'>): number {
  const size = findVmSize(String(properties['instanceType']))
  return Math.ceil(upgradeShare * sku.capacity) * (size?.vCPUs ?? 0)
}

/** Cores of a family that managed deployments hold, `except` one of them. */
export function reservedCores(world: Pick<World, 'store'>, family: string, except = ''): number {
  return deploymentsOf(world)
    .list()
    .filter(one => isOnManagedMachines(one) && armKey(one.id) !== armKey(except))
    .filter(({ properties }) => findVmSize(String(properties['instanceType']))?.family === family)
    .reduce((sum, one) => sum + coresOf(one), 0)
}
