import { differing, tagDifferences, type Difference } from '../difference.ts'
import type { KubernetesCompute } from './attachment.ts'
import { SYSTEM_ASSIGNED, type AttachmentSpec } from './attachment-spec.ts'

/** Where the compute is not what was asked for. */
export function attachmentDifferences(
  spec: AttachmentSpec,
  tags: Readonly<Record<string, string>>,
  compute: KubernetesCompute,
): Difference[] {
  const { description, properties: own } = compute.properties
  const identities = Object.keys(compute.identity?.userAssignedIdentities ?? {})
  return [
    ...differing('compute', [
      ['namespace', own?.namespace, spec.namespace, 'never'],
      ['identityType', kindOf(compute), askedKind(spec, compute), 'in place'],
      [
        'userAssignedIdentities',
        identities.join(', '),
        spec.identity === SYSTEM_ASSIGNED ? undefined : spec.identity,
        'in place',
      ],
      ['description', description, spec.description, 'in place'],
      ['defaultInstanceType', own?.defaultInstanceType, spec.defaultInstanceType, 'in place'],
      ['instanceTypes', told(own?.instanceTypes), told(spec.instanceTypes), 'in place'],
    ]),
    ...tagDifferences('compute', compute.tags, tags),
  ]
}

/** A compute that has none can pull no image and read no data, so it is to have one whoever spoke of it. */
function askedKind({ identity }: AttachmentSpec, compute: KubernetesCompute): string | undefined {
  const isMissing = identity === undefined && kindOf(compute) === 'none'
  return isMissing || identity === SYSTEM_ASSIGNED ? SYSTEM_ASSIGNED : undefined
}

function kindOf({ identity }: KubernetesCompute): string {
  const type = identity?.type ?? ''
  if (/UserAssigned/i.test(type)) return 'user_assigned'
  return /SystemAssigned/i.test(type) ? SYSTEM_ASSIGNED : 'none'
}

/** As text that is the same whatever the order of keys; what is null is not there. */
const told = (value: unknown): string | undefined =>
  value === undefined || value === null ? undefined : JSON.stringify(sorted(value))

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).filter(([, one]) => one !== null)
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, one]) => [key, sorted(one)]),
  )
}
