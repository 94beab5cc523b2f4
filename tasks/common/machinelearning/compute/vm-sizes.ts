import { asAzureError, attempt } from '../../azure/attempt.ts'
import { listAll } from '../../azure/list-all.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import { nearest } from '../../text/nearest.ts'
import type { Workspace } from '../workspace/workspace.ts'

export interface VmSize {
  readonly name: string
  readonly family?: string
  readonly vCPUs?: number
  readonly memoryGB?: number
}

export interface Usage {
  readonly currentValue: number
  readonly limit: number
  readonly name: { readonly value: string; readonly localizedValue?: string }
}

/**
 * The size by its name, from the region's list; a name that the list lacks is an error that suggests the nearest.
 * Undefined, with a warning, where the connection may not read at the subscription: Azure then judges the name.
 */
export async function findVmSize(
  workspace: Workspace,
  location: string,
  name: string,
): Promise<VmSize | undefined> {
  const sizes = await readRegion<VmSize>(workspace, location, 'vmSizes')
  if (!sizes) return undefined
  const found = sizes.find(size => size.name.toLowerCase() === name.toLowerCase())
  if (found) return found
  const guess = nearest(
    name,
    sizes.map(size => size.name),
  )
  throw new TaskError(`The region ${location} has no VM size "${name}" for Azure Machine Learning.`, {
    cause: guess ? `Did you mean ${guess}?` : 'The size is not offered there.',
    remedy: `Correct the input 'size', or choose another region.`,
  })
}

/** A connection scoped to a resource group or a workspace cannot read its region; the checks then stay out. */
async function readRegion<T>(
  workspace: Workspace,
  location: string,
  what: 'vmSizes' | 'usages',
): Promise<T[] | undefined> {
  try {
    const url = regionUrl(workspace, location, what)
    return await attempt(`Reading ${what} of ${location}`, () => listAll<T>(workspace.session, url))
  } catch (error) {
    if (!(error instanceof TaskError) || asAzureError(error.cause)?.status !== 403) throw error
    workspace.session.log.warning(
      `The service connection may not read ${what} of ${location}, so that check is left out; the role Reader on the subscription allows it.`,
    )
    return undefined
  }
}

/** Fails when the cores that the cluster can grow to are not left in the region's quota of the size's family. */
export async function checkQuota(
  workspace: Workspace,
  location: string,
  size: VmSize,
  nodes: { readonly count: number; readonly tier: 'dedicated' | 'low_priority' },
): Promise<void> {
  const usages = await readRegion<Usage>(workspace, location, 'usages')
  if (!usages) return
  const needed = nodes.count * (size.vCPUs ?? 0)
  const usage = usages.find(({ name }) => isQuotaOf(name.value, size, nodes.tier))
  if (!usage) {
    workspace.session.log.info(`Quota: the region tells none for ${size.family ?? size.name}.`)
    return
  }
  const left = usage.limit - usage.currentValue
  const label = usage.name.localizedValue ?? usage.name.value
  workspace.session.log.info(
    `Quota: ${label} ${usage.currentValue} of ${usage.limit} cores used, ${needed} needed.`,
  )
  if (needed > left) throw overQuota(label, location, usage, needed)
}

function isQuotaOf(name: string, size: VmSize, tier: 'dedicated' | 'low_priority'): boolean {
  const wanted = tier === 'dedicated' ? size.family : 'TotalLowPriorityCores'
  return wanted !== undefined && name.toLowerCase() === wanted.toLowerCase()
}

function overQuota(
  label: string,
  location: string,
  { currentValue, limit }: Usage,
  needed: number,
): TaskError {
  return new TaskError(
    `The cluster can grow to ${needed} cores, but ${label} in ${location} has ${limit - currentValue} of ${limit} left.`,
    {
      cause: 'The quota of the subscription for this VM family is too small.',
      remedy:
        'Ask for more quota (https://aka.ms/amlquota), lower maxInstances, take another size, or switch checkQuota off if other clusters will have shrunk by then.',
    },
  )
}

const regionUrl = ({ session }: Workspace, location: string, what: string): string =>
  resourceUrl(
    session,
    `/subscriptions/${session.connection.subscriptionId}/providers/Microsoft.MachineLearningServices/locations/${location}/${what}`,
  )
