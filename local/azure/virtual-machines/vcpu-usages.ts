import { SUBSCRIPTION, armRoute } from '../core/arm-routes.ts'
import type { Collection, Store } from '../core/store.ts'
import type { Servers, World } from '../core/world.ts'
import { type ClusterDocument, clustersOf } from '../kubernetes/cluster/cluster-document.ts'
import { checkLocation } from '../resource-manager/locations.ts'
import { vmSizes } from '../resource-manager/vm-size-table.ts'

/** A quota of vCPUs in the region. */
export interface VcpuUsage {
  /** `cores`, or a family as `standardDSv5Family`. */
  name: string
  localizedName: string
  /** By what local Azure knows nothing of; the nodes of clusters come on top. */
  usedByOthers: number
  limit: number
}

export const vcpuUsages = (store: Store): Collection<VcpuUsage> => store.collection('vcpuUsages')

const CORES = 'cores'
const REGION_LIMIT = 350
const FAMILY_LIMIT = 350

/** As of a subscription that asked for more; GPU families at zero, as they begin. */
export function seedVcpuUsages({ store }: World): void {
  const put = (name: string, localizedName: string, limit: number) => {
    if (!vcpuUsages(store).has(name))
      vcpuUsages(store).put(name, { name, localizedName, usedByOthers: 0, limit })
  }
  put(CORES, 'Total Regional vCPUs', REGION_LIMIT)
  for (const { family, gpus } of vmSizes)
    put(family, `${readable(family)} vCPUs`, gpus > 0 ? 0 : FAMILY_LIMIT)
}

/** `standardDSv5Family` -> `Standard DSv5 Family`. */
const readable = (family: string): string =>
  family.replace(/^standard(.*)Family$/, (_, name: string) => `Standard ${name} Family`)

/** vCPUs that these clusters hold, of a family or (`cores`) in all. */
export const vcpusOf = (clusters: Pick<ClusterDocument, 'agentPools'>[], name: string): number =>
  clusters
    .flatMap(({ agentPools }) => agentPools)
    .reduce((sum, { vmSize, count }) => {
      const size = vmSizes.find(one => one.name.toLowerCase() === vmSize.toLowerCase())
      return size && (name === CORES || size.family === name) ? sum + size.vCPUs * count : sum
    }, 0)

export function vcpuUsageRoutes(world: World, servers: Servers): void {
  const provider = 'Microsoft.Compute'
  armRoute(world, servers, {
    method: 'GET',
    path: `${SUBSCRIPTION}/providers/${provider}/locations/:location/usages`,
    action: `${provider}/locations/usages/read`,
    handle(call) {
      checkLocation(world, call, 'locations/usages')
      const clusters = clustersOf(world).list()
      return {
        value: vcpuUsages(world.store)
          .list()
          .map(({ name, localizedName, usedByOthers, limit }) => ({
            unit: 'Count',
            currentValue: usedByOthers + vcpusOf(clusters, name),
            limit,
            name: { value: name, localizedValue: localizedName },
          })),
      }
    },
  })
}
