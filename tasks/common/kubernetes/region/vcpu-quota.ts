import { listAll } from '../../azure/list-all.ts'
import { regionName } from '../../azure/region.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { AzureSession } from '../../azure/session.ts'
import { TaskError } from '../../errors.ts'
import { unlessForbidden } from './unless-forbidden.ts'

const USAGES_API = '2024-07-01'

interface Usage {
  readonly currentValue: number
  readonly limit: number
  readonly name: { readonly value: string; readonly localizedValue?: string }
}

/** Fails where the region has not so many vCPUs left, of the family or in all. */
export async function checkVcpus(
  session: AzureSession,
  location: string,
  family: string | undefined,
  needed: number,
): Promise<void> {
  const id = `/subscriptions/${session.connection.subscriptionId}/providers/Microsoft.Compute/locations/${regionName(location)}/usages`
  const usages = await unlessForbidden(session, `the quotas of ${location}`, () =>
    listAll<Usage>(session, resourceUrl(session, id, {}, USAGES_API)),
  )
  const asked = [family?.toLowerCase(), 'cores']
  for (const usage of usages ?? [])
    if (asked.includes(usage.name.value.toLowerCase())) check(session, usage, needed, location)
}

function check({ log }: AzureSession, usage: Usage, needed: number, location: string): void {
  const { currentValue, limit, name } = usage
  const label = name.localizedValue ?? name.value
  log.info(`Quota: ${label} ${currentValue} of ${limit} used, ${needed} needed.`)
  const left = Math.max(0, limit - currentValue)
  if (needed <= left) return
  throw new TaskError(
    `The nodes can grow to ${needed} vCPUs, but ${label} in ${location} has ${left} of ${limit} left (${currentValue} used).`,
    {
      cause: 'The quota of the subscription in this region is too small.',
      remedy:
        'Ask for more (https://aka.ms/aks/quotas), lower nodeCount or maxNodeCount, take another nodeSize, or switch checkQuota off if others will have given theirs back by then.',
    },
  )
}
