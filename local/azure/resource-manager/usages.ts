import { SUBSCRIPTION, armRoute } from '../core/arm-routes.ts'
import type { Collection, Store } from '../core/store.ts'
import type { Servers, World } from '../core/world.ts'
import { reservedCores } from '../machinelearning/deployment/reserved-cores.ts'
import { checkLocation } from './locations.ts'

/** A quota of the subscription in its region, and what is used of it. */
export interface Usage {
  /** Machine name, e.g. `standardDSv2Family`. */
  name: string
  localizedName: string
  currentValue: number
  limit: number
}

export const usages = (store: Store): Collection<Usage> => store.collection('usages')

/** Quotas that are not of one family of sizes. */
export const TOTAL_CLUSTERS = 'TotalClusters'
const TOTAL_DEDICATED = 'TotalDedicatedCores'
const TOTAL_LOW_PRIORITY = 'TotalLowPriorityCores'

/** As of a pay-as-you-go subscription that asked for nothing, GPU families at zero. */
const seeds: [name: string, localizedName: string, limit: number][] = [
  [TOTAL_CLUSTERS, 'Total Clusters', 200],
  [TOTAL_DEDICATED, 'Total Cluster Dedicated Regional vCPUs', 20],
  [TOTAL_LOW_PRIORITY, 'Total Cluster Low Priority Regional vCPUs', 20],
  ['standardDSv2Family', 'Standard DSv2 Family Cluster Dedicated vCPUs', 20],
  ['standardDv2Family', 'Standard Dv2 Family Cluster Dedicated vCPUs', 20],
  ['standardDSv3Family', 'Standard DSv3 Family Cluster Dedicated vCPUs', 20],
  ['standardDSv5Family', 'Standard DSv5 Family Cluster Dedicated vCPUs', 20],
  ['standardESv3Family', 'Standard ESv3 Family Cluster Dedicated vCPUs', 20],
  ['standardFSv2Family', 'Standard FSv2 Family Cluster Dedicated vCPUs', 20],
  ['standardNCASv3Family', 'Standard NCASv3_T4 Family Cluster Dedicated vCPUs', 0],
  ['standardNCSv3Family', 'Standard NCSv3 Family Cluster Dedicated vCPUs', 0],
]

export function seedUsages({ store }: World): void {
  for (const [name, localizedName, limit] of seeds)
    if (!usages(store).has(name)) usages(store).put(name, { name, localizedName, currentValue: 0, limit })
}

export function usageRoutes(world: World, servers: Servers): void {
  const provider = 'Microsoft.MachineLearningServices'
  const path = `${SUBSCRIPTION}/providers/${provider}/locations/:location/usages`
  armRoute(world, servers, {
    method: 'GET',
    path,
    action: `${provider}/locations/usages/read`,
    handle: call => {
      checkLocation(world, call, 'locations/usages')
      return {
        value: usages(world.store)
          .list()
          .map(usage => toBody(call.id, { ...usage, currentValue: coresInUse(world, usage) })),
      }
    },
  })
}

/** Of a family, what managed deployments hold counts too. */
export const coresInUse = (world: World, { name, currentValue }: Usage): number =>
  currentValue + reservedCores(world, name)

function toBody(id: string, { name, localizedName, currentValue, limit }: Usage) {
  return {
    id: `${id}/${name}`,
    type: 'Microsoft.MachineLearningServices/usages',
    unit: 'Count',
    currentValue,
    limit,
    name: { value: name, localizedValue: localizedName },
  }
}
