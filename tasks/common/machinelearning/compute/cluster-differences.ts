import { secondsOf } from '../duration.ts'
import type { AmlComputeProperties, ClusterSpec, ComputeResource } from './cluster.ts'

export interface Difference {
  readonly field: string
  readonly is: string
  readonly asked: string
  /** `scale` alone by PATCH, `replace` by PUT, `never` for what Azure keeps for a cluster's life. */
  readonly change: 'scale' | 'replace' | 'never'
}

type Value = string | number | undefined
type Comparison = readonly [
  field: string,
  is: Value,
  asked: Value,
  change: Difference['change'],
  same?: (value: Value) => string,
]

/** Where the cluster is not what is asked for. Upper-cased sizes and what Azure fills in by default are the same. */
export function differencesOf(asked: ClusterSpec, existing: ComputeResource): Difference[] {
  return [...lasting(asked, existing), ...scaling(asked, existing), ...replaceable(asked, existing)]
    .filter(([, is, wanted, , same = lower]) => same(is) !== same(wanted))
    .map(([field, is, wanted, change]) => ({ field, is: shown(is), asked: shown(wanted), change }))
}

function lasting(asked: ClusterSpec, { properties, location }: ComputeResource): Comparison[] {
  const aml = properties.properties ?? {}
  const region = properties.computeLocation ?? location ?? asked.location
  return [
    ['size', aml.vmSize ?? asked.size, asked.size, 'never'],
    ['tier', tierOf(aml.vmPriority), asked.tier, 'never'],
    ['location', region, asked.location, 'never', squeezed],
    ['subnet', aml.subnet?.id ?? '', asked.subnet ?? '', 'never', untrailed],
    ['enableNodePublicIp', String(aml.enableNodePublicIp ?? true), String(asked.enableNodePublicIp), 'never'],
    ...ssh(asked, aml),
  ]
}

/** Compared only where the user speaks of it, and where Azure tells. */
function ssh({ sshPublicAccess, sshAccount }: ClusterSpec, aml: AmlComputeProperties): Comparison[] {
  const access = aml.remoteLoginPortPublicAccess
  const isTold = access === 'Enabled' || access === 'Disabled'
  const account = aml.userAccountCredentials?.adminUserName ?? undefined
  return [
    ...(sshPublicAccess !== undefined && isTold
      ? [['sshPublicAccess', String(access === 'Enabled'), String(sshPublicAccess), 'never'] as const]
      : []),
    ...(sshAccount ? [['sshAdminUserName', account, sshAccount.adminUserName, 'never'] as const] : []),
  ]
}

function scaling(asked: ClusterSpec, { properties }: ComputeResource): Comparison[] {
  const scale = properties.properties?.scaleSettings
  const idle = scale?.nodeIdleTimeBeforeScaleDown
  return [
    ['minInstances', scale?.minNodeCount ?? 0, asked.minInstances, 'scale'],
    ['maxInstances', scale?.maxNodeCount, asked.maxInstances, 'scale'],
    [
      'idleTimeBeforeScaleDown',
      idle ? secondsOf(idle) : SERVICE_IDLE_SECONDS,
      asked.idleTimeBeforeScaleDown,
      'scale',
    ],
  ]
}

const SERVICE_IDLE_SECONDS = 120

function replaceable(asked: ClusterSpec, { properties, identity, tags }: ComputeResource): Comparison[] {
  const { description } = asked
  return [
    ...(asked.identityType === undefined ? [] : identities(asked, identity)),
    ...(description === undefined
      ? []
      : [['description', properties.description ?? undefined, description, 'replace', exact] as const]),
    ...Object.entries(asked.tags)
      .filter(([key]) => !isOurs(key))
      .map(([key, value]) => [`tag ${key}`, tags?.[key], value, 'replace', exact] as const),
  ]
}

/** Compared only where the user speaks of it: a form that says nothing takes no identity away. */
function identities(asked: ClusterSpec, identity: ComputeResource['identity']): Comparison[] {
  const named = Object.keys(identity?.userAssignedIdentities ?? {})
  return [
    ['identityType', identityOf(identity?.type), asked.identityType, 'replace'],
    ['userAssignedIdentities', listed(named), listed(asked.userAssignedIdentities), 'replace'],
  ]
}

/** The tags that say which build wrote the resource: another build is no reason to write it again. */
const isOurs = (tag: string): boolean => tag.startsWith('mlops.')

const lower = (value: Value): string => String(value ?? '').toLowerCase()
const exact = (value: Value): string => String(value ?? '')
const squeezed = (value: Value): string => lower(value).replace(/\s/g, '')
const untrailed = (value: Value): string => lower(value).replace(/\/$/, '')
const shown = (value: Value): string => (value === undefined || value === '' ? 'unset' : String(value))
const listed = (ids: readonly string[]): string => [...ids].sort(byText).join(', ')
const byText = (a: string, b: string): number => (lower(a) < lower(b) ? -1 : 1)

const tierOf = (priority: string | null | undefined): string =>
  priority?.toLowerCase() === 'lowpriority' ? 'low_priority' : 'dedicated'

function identityOf(type: string | undefined): string {
  const word = squeezed(type)
  if (word === '' || word === 'none') return 'none'
  if (word.includes(',')) return 'system_and_user_assigned'
  return word.startsWith('user') ? 'user_assigned' : 'system_assigned'
}
