import { checkQuota } from '../../common/machinelearning/compute/check-quota.ts'
import type { ClusterSpec, ComputeResource } from '../../common/machinelearning/compute/cluster.ts'
import { findVmSize, listedVmSize } from '../../common/machinelearning/compute/vm-sizes.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { Acting } from './accept-plan.ts'

export interface Growing {
  readonly workspace: Workspace
  readonly spec: ClusterSpec
  readonly existing: ComputeResource | undefined
  readonly isQuotaChecked: boolean
}

/**
 * The size of a new cluster must be on the region's list; that of one which is there may have left it since. Only what
 * comes on top of the nodes that are there now needs quota; those count as used already.
 */
export async function checkGrowth(plan: Acting, growing: Growing): Promise<void> {
  const { workspace, spec, existing, isQuotaChecked } = growing
  if (plan.action === 'reuse') return
  const isNew = existing === undefined
  if (!isNew && (!isQuotaChecked || !grows(spec, existing))) return
  const find = isNew ? findVmSize : listedVmSize
  const size = await find(workspace, spec.location, spec.size, spec.tier)
  if (!size || !isQuotaChecked) return
  const count = spec.maxInstances - (existing?.properties.properties?.currentNodeCount ?? 0)
  await checkQuota(workspace, spec.location, size, { count, tier: spec.tier, isNew })
}

const grows = ({ maxInstances }: ClusterSpec, { properties }: ComputeResource): boolean =>
  maxInstances > (properties.properties?.scaleSettings?.maxNodeCount ?? 0)
