import { TaskError } from '../../errors.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { QUOTA_LINK } from './explain-cluster-error.ts'
import { readRegion } from './read-region.ts'
import type { Tier, VmSize } from './vm-sizes.ts'

interface Usage {
  readonly currentValue: number
  readonly limit: number
  readonly name: { readonly value: string; readonly localizedValue?: string }
}

/** The nodes that the cluster can have beyond those that it has now. */
export interface Growth {
  readonly count: number
  readonly tier: Tier
  /** Whether the cluster itself is new: clusters have a quota of their own. */
  readonly isNew: boolean
}

/** Fails when what the cluster can grow to is not left in the quotas of the region: family, all cores, clusters. */
export async function checkQuota(
  workspace: Workspace,
  location: string,
  size: VmSize,
  growth: Growth,
): Promise<void> {
  const usages = await readRegion<Usage>(workspace, location, 'usages')
  if (!usages) return
  const { log } = workspace.session
  const needed = growth.count * (size.vCPUs ?? 0)
  const ofFamily = usages.find(({ name }) => isFamily(name, size, growth.tier))
  if (ofFamily) check(ofFamily, needed, 'cores', location, log)
  else log.info(`Quota: the region tells none for ${size.family ?? size.name}.`)
  const ofRegion = usages.find(({ name }) => growth.tier === 'dedicated' && isTotal(name, 'dedicated'))
  if (ofRegion) check(ofRegion, needed, 'cores', location, log)
  const ofClusters = usages.find(({ name }) => growth.isNew && isTotal(name, 'clusters'))
  if (ofClusters) check(ofClusters, 1, 'clusters', location, log)
}

function check(
  usage: Usage,
  needed: number,
  unit: string,
  location: string,
  log: { info(message: string): void },
): void {
  const { currentValue, limit, name } = usage
  if (limit < 0) return
  const label = name.localizedValue ?? name.value
  log.info(`Quota: ${label} ${currentValue} of ${limit} ${unit} used, ${needed} needed.`)
  if (needed <= limit - currentValue) return
  throw new TaskError(
    `${unit === 'cores' ? `The cluster can grow to ${needed} cores` : 'One more cluster is needed'}, but ${label} in ${location} has ${Math.max(0, limit - currentValue)} of ${limit} left (${currentValue} used).`,
    {
      cause: 'The quota of the subscription in this region is too small.',
      remedy: `Ask for more quota (${QUOTA_LINK}), lower maxInstances, take another size, or switch checkQuota off if other clusters will have shrunk by then.`,
    },
  )
}

/** Low-priority cores have one counter for all families. */
function isFamily(name: Usage['name'], { family }: VmSize, tier: Tier): boolean {
  if (tier === 'low_priority') return isTotal(name, 'lowPriority')
  return family !== undefined && name.value.toLowerCase() === family.toLowerCase()
}

type Total = 'dedicated' | 'lowPriority' | 'clusters'

/** The counters of a whole region have no documented names; what they are called in the portal is steadier. */
function isTotal({ value, localizedValue = '' }: Usage['name'], of: Total): boolean {
  const patterns = {
    dedicated: /^(TotalDedicatedCores|Total Cluster Dedicated Regional vCPUs)$/i,
    lowPriority: /^(TotalLowPriorityCores|Total Cluster Low Priority Regional vCPUs)$/i,
    clusters: /^Total ?Clusters$/i,
  }
  return patterns[of].test(value) || patterns[of].test(localizedValue)
}
