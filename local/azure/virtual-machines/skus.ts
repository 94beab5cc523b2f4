import { badRequest } from '../core/arm-errors.ts'
import { SUBSCRIPTION, armRoute } from '../core/arm-routes.ts'
import type { Servers, World } from '../core/world.ts'
import { type VmSize, vmSizes } from '../resource-manager/vm-size-table.ts'

/** What this subscription cannot have of what the region has: a size at all, or in a zone. */
const barred: Record<string, 'everywhere' | string[]> = {
  Standard_NC6s_v3: 'everywhere',
  Standard_D4s_v3: ['3'],
}

const ZONES = ['1', '2', '3']

/** Accelerated sizes are in no zone of this region. */
const zonesIn = ({ gpus }: VmSize): string[] => (gpus > 0 ? [] : ZONES)

/** The zones in which the subscription can have the size; undefined where it cannot have it at all. */
export function zonesFor(size: VmSize): string[] | undefined {
  const bar = barred[size.name]
  if (bar === 'everywhere') return undefined
  return zonesIn(size).filter(zone => !bar?.includes(zone))
}

/** The list of all SKUs, which knows one filter: `location eq '...'`. */
export function skuRoutes(world: World, servers: Servers): void {
  armRoute(world, servers, {
    method: 'GET',
    path: `${SUBSCRIPTION}/providers/Microsoft.Compute/skus`,
    action: 'Microsoft.Compute/skus/read',
    handle({ query }) {
      const filter = query['$filter']
      const location = filter === undefined ? undefined : /^location eq '([^']*)'$/.exec(filter)?.[1]
      if (filter !== undefined && location === undefined)
        throw badRequest(
          `The filter '${filter}' is not supported. Only location eq '...' is.`,
          'InvalidParameter',
        )
      const isElsewhere = location !== undefined && location.toLowerCase() !== world.settings.location
      return { value: isElsewhere ? [] : vmSizes.map(size => toSku(size, world.settings.location)) }
    },
  })
}

function toSku(size: VmSize, location: string) {
  const [, tier = '', rest = ''] = /^([A-Za-z]+)_(.*)$/.exec(size.name) ?? []
  return {
    resourceType: 'virtualMachines',
    name: size.name,
    tier,
    size: rest,
    family: size.family,
    locations: [location],
    locationInfo: [{ location, zones: zonesIn(size), zoneDetails: [] }],
    capabilities: [
      { name: 'vCPUs', value: String(size.vCPUs) },
      { name: 'MemoryGB', value: String(size.memoryGB) },
      { name: 'GPUs', value: String(size.gpus) },
      { name: 'LowPriorityCapable', value: size.lowPriorityCapable ? 'True' : 'False' },
      { name: 'PremiumIO', value: size.premiumIO ? 'True' : 'False' },
    ],
    restrictions: restrictionsOf(size, location),
  }
}

function restrictionsOf({ name }: VmSize, location: string): object[] {
  const bar = barred[name]
  if (bar === undefined) return []
  const reasonCode = 'NotAvailableForSubscription'
  const info = { locations: [location] }
  return bar === 'everywhere'
    ? [{ type: 'Location', values: [location], restrictionInfo: info, reasonCode }]
    : [{ type: 'Zone', values: [location], restrictionInfo: { ...info, zones: bar }, reasonCode }]
}
