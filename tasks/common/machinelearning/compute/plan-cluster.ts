import { secondsOf } from '../duration.ts'
import type { ClusterSpec, ComputeResource } from './cluster.ts'

export interface Difference {
  readonly field: string
  readonly is: string
  readonly asked: string
  /** False for what Azure keeps for a cluster's life. */
  readonly changeable: boolean
}

export type ClusterPlan =
  | { readonly action: 'create' }
  | { readonly action: 'reuse' | 'update'; readonly differences: readonly Difference[] }
  | {
      readonly action: 'refuse'
      readonly why: 'exists' | 'otherType' | 'unchangeable'
      readonly differences: readonly Difference[]
    }

/** What to do about a cluster that is asked for, given what is there. Pure: decides, does nothing. */
export function planCluster(
  asked: ClusterSpec,
  existing: ComputeResource | undefined,
  whenExists: 'reuse' | 'update' | 'fail',
): ClusterPlan {
  if (!existing) return { action: 'create' }
  if (existing.properties.computeType !== 'AmlCompute')
    return { action: 'refuse', why: 'otherType', differences: [] }
  const differences = differencesOf(asked, existing)
  if (whenExists === 'fail') return { action: 'refuse', why: 'exists', differences }
  if (existing.properties.provisioningState === 'Failed') return { action: 'update', differences }
  if (whenExists === 'reuse') return { action: 'reuse', differences }
  if (differences.some(difference => !difference.changeable))
    return { action: 'refuse', why: 'unchangeable', differences }
  return { action: differences.length > 0 ? 'update' : 'reuse', differences }
}

function differencesOf(asked: ClusterSpec, { properties, identity }: ComputeResource): Difference[] {
  const aml = properties.properties ?? {}
  const scale = aml.scaleSettings
  const idle = scale?.nodeIdleTimeBeforeScaleDown
  const pairs: [
    field: string,
    is: string | number | undefined,
    asked: string | number,
    changeable: boolean,
  ][] = [
    ['size', aml.vmSize ?? undefined, asked.size, false],
    ['tier', tierOf(aml.vmPriority), asked.tier, false],
    ['subnet', aml.subnet?.id ?? '', asked.subnet ?? '', false],
    ['enableNodePublicIp', String(aml.enableNodePublicIp ?? true), String(asked.enableNodePublicIp), false],
    ['minInstances', scale?.minNodeCount ?? 0, asked.minInstances, true],
    ['maxInstances', scale?.maxNodeCount, asked.maxInstances, true],
    [
      'idleTimeBeforeScaleDown',
      idle === undefined ? 120 : secondsOf(idle),
      asked.idleTimeBeforeScaleDown,
      true,
    ],
    ['identityType', identityOf(identity?.type), asked.identityType, true],
  ]
  return pairs
    .filter(([, is, wanted]) => String(is).toLowerCase() !== String(wanted).toLowerCase())
    .map(([field, is, wanted, changeable]) => ({
      field,
      is: String(is ?? 'unset'),
      asked: String(wanted),
      changeable,
    }))
}

const tierOf = (priority: string | null | undefined): string =>
  priority?.toLowerCase() === 'lowpriority' ? 'low_priority' : 'dedicated'

function identityOf(type: string | undefined): string {
  if (!type || type === 'None') return 'none'
  return type.startsWith('User') ? 'user_assigned' : 'system_assigned'
}
