import { differencesOf, type Difference } from './cluster-differences.ts'
import type { ClusterSpec, ComputeResource } from './cluster.ts'
import { lacksSecret } from './ssh-account.ts'

export type ClusterPlan =
  | { readonly action: 'create' }
  | { readonly action: 'reuse'; readonly differences: readonly Difference[] }
  | {
      readonly action: 'update'
      /** `scale` where nothing but scale settings differs: Azure then changes the cluster in place. */
      readonly by: 'scale' | 'replace'
      readonly differences: readonly Difference[]
    }
  | {
      readonly action: 'refuse'
      readonly why: 'exists' | 'otherType' | 'unchangeable' | 'fewerNodes' | 'unknownSecret'
      readonly differences: readonly Difference[]
    }

export type WhenExists = 'reuse' | 'update' | 'fail'

/** What to do about a cluster that is asked for, given what is there. Pure: decides, does nothing. */
export function planCluster(
  asked: ClusterSpec,
  existing: ComputeResource | undefined,
  whenExists: WhenExists,
): ClusterPlan {
  if (!existing) return { action: 'create' }
  if (existing.properties.computeType !== 'AmlCompute')
    return { action: 'refuse', why: 'otherType', differences: [] }
  const differences = differencesOf(asked, existing)
  if (whenExists === 'fail') return { action: 'refuse', why: 'exists', differences }
  const isBroken = ['Failed', 'Canceled'].includes(existing.properties.provisioningState ?? '')
  if (whenExists === 'reuse' && !isBroken) return planReuse(asked, existing, differences)
  if (differences.some(({ change }) => change === 'never'))
    return { action: 'refuse', why: 'unchangeable', differences }
  if (differences.length === 0 && !isBroken) return { action: 'reuse', differences }
  const isScale = !isBroken && differences.every(({ change }) => change === 'scale')
  if (!isScale && lacksSecret(asked, existing)) return { action: 'refuse', why: 'unknownSecret', differences }
  return { action: 'update', by: isScale ? 'scale' : 'replace', differences }
}

/** A cluster is taken as it is where it can do what was asked. What it has beyond that, or less of, is told. */
function planReuse(
  asked: ClusterSpec,
  { properties }: ComputeResource,
  differences: readonly Difference[],
): ClusterPlan {
  if (differences.some(isEssential)) return { action: 'refuse', why: 'unchangeable', differences }
  const kept = properties.properties?.scaleSettings?.minNodeCount ?? 0
  if (asked.minInstances > kept) return { action: 'refuse', why: 'fewerNodes', differences }
  return { action: 'reuse', differences }
}

const ESSENTIAL = ['size', 'tier', 'location', 'subnet']

/** What jobs run on, what they cost and what they can reach: another one is not the cluster that was asked for. */
export const isEssential = ({ field, asked }: Difference): boolean =>
  ESSENTIAL.includes(field) || (field === 'enableNodePublicIp' && asked === 'false')
