import { badRequest } from '../../core/arm-errors.ts'
import { type AzureError, notEmulated } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import { TOTAL_CLUSTERS, type Usage, usages } from '../../resource-manager/usages.ts'
import { type VmSize, vmSizes } from '../../resource-manager/vm-size-table.ts'
import type { ComputeDocument } from './compute-document.ts'

const namePattern = /^[a-zA-Z](?![a-zA-Z0-9-]*-\d+$)[a-zA-Z0-9-]{2,23}$/

export function checkComputeName(name: string): void {
  if (namePattern.test(name)) return
  throw badRequest(
    `The compute name '${name}' is invalid. It must have 3 to 24 letters, digits and hyphens, begin with a letter and not end in a hyphen followed by digits.`,
  )
}

export function checkComputeType(type: unknown): void {
  if (type !== 'AmlCompute') throw notEmulated(`computes of type ${String(type)}`)
}

/** Rules of the service beyond the body's form: size, quota, and what cannot be changed. */
export function checkCluster(
  world: World,
  compute: ComputeDocument,
  before: ComputeDocument | undefined,
): void {
  const size = vmSizes.find(({ name }) => name.toUpperCase() === compute.vmSize)
  if (!size) throw unknownSize(compute.vmSize, compute.location)
  const { minNodeCount, maxNodeCount } = compute.scaleSettings
  if (minNodeCount > maxNodeCount) {
    throw badRequest(`minNodeCount ${minNodeCount} is greater than maxNodeCount ${maxNodeCount}.`)
  }
  if (before) refuseChanges(compute, before)
  else checkQuota(world, compute, size)
}

const unknownSize = (size: string, location: string): AzureError =>
  badRequest(
    `The specified VM size '${size}' is not supported in location '${location}' for AmlCompute.`,
    'InvalidVmSize',
  )

function refuseChanges(compute: ComputeDocument, before: ComputeDocument): void {
  const fixed = ({ vmSize, vmPriority, subnet, enableNodePublicIp }: ComputeDocument) =>
    Object.entries({ vmSize, vmPriority, subnet: subnet?.id.toLowerCase() ?? '', enableNodePublicIp })
  const was = new Map(fixed(before))
  for (const [field, value] of fixed(compute)) {
    if (was.get(field) === value) continue
    throw badRequest(
      `The ${field} of the existing compute '${before.name}' cannot be changed from '${String(was.get(field))}' to '${String(value)}'. Delete the compute and create it again.`,
    )
  }
}

/** Room for one node is asked for; an idle cluster then uses none of it. */
function checkQuota(world: World, { vmPriority }: ComputeDocument, { family, vCPUs }: VmSize): void {
  const quota = usages(world.store).get(vmPriority === 'Dedicated' ? family : 'TotalLowPriorityCores')
  if (quota && quota.limit - quota.currentValue < vCPUs) throw overQuota(quota, vCPUs)
}

function overQuota({ localizedName, limit }: Usage, vCPUs: number): AzureError {
  const family = localizedName
    .replace(/ Family.*$/, ' family')
    .replace(/^Total Cluster Low Priority.*/, 'low priority')
  return badRequest(
    `The specified subscription has a ${family} vCPU quota of ${limit} and cannot accomodate for at least 1 requested managed compute node which maps to ${vCPUs} vCPUs. Talk to your Subscription Admin or refer to https://docs.microsoft.com/azure/machine-learning/how-to-manage-quotas for more information about managing and requesting quotas.`,
  )
}

/** Clusters count against a quota of their own, whether they have nodes or not. */
export function countClusters(world: World, change: 1 | -1): void {
  const quota = usages(world.store).get(TOTAL_CLUSTERS)
  if (quota)
    usages(world.store).put(quota.name, { ...quota, currentValue: Math.max(0, quota.currentValue + change) })
}
