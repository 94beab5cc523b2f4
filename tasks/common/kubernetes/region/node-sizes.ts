import { listAll } from '../../azure/list-all.ts'
import { regionName } from '../../azure/region.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { AzureSession } from '../../azure/session.ts'
import { TaskError } from '../../errors.ts'
import { nearest } from '../../text/nearest.ts'
import { unlessForbidden } from './unless-forbidden.ts'

const SKUS_API = '2021-07-01'

/** A size of virtual machines, as Microsoft.Compute lists it for a region. */
export interface NodeSize {
  readonly resourceType?: string
  readonly name: string
  readonly family?: string
  readonly capabilities?: readonly { readonly name: string; readonly value: string }[] | null
  readonly locationInfo?: readonly { readonly zones?: readonly string[] | null }[] | null
  readonly restrictions?: readonly Restriction[] | null
}

interface Restriction {
  readonly type?: string
  readonly reasonCode?: string
  readonly restrictionInfo?: { readonly zones?: readonly string[] | null } | null
}

/** The size by its name. Undefined, with a warning, where the connection may not read the region. @throws TaskError */
export async function findNodeSize(
  session: AzureSession,
  location: string,
  name: string,
): Promise<NodeSize | undefined> {
  const id = `/subscriptions/${session.connection.subscriptionId}/providers/Microsoft.Compute/skus`
  const url = resourceUrl(session, id, { $filter: `location eq '${regionName(location)}'` }, SKUS_API)
  const all = await unlessForbidden(session, `the VM sizes of ${location}`, () =>
    listAll<NodeSize>(session, url),
  )
  const sizes = all?.filter(({ resourceType = 'virtualMachines' }) => resourceType === 'virtualMachines')
  if (!sizes) return undefined
  return sizes.find(size => size.name.toLowerCase() === name.toLowerCase()) ?? unknown(location, name, sizes)
}

function unknown(location: string, name: string, sizes: readonly NodeSize[]): never {
  const guess = nearest(
    name,
    sizes.map(size => size.name),
  )
  throw new TaskError(`The region ${location} has no VM size "${name}".`, {
    cause: guess
      ? `Did you mean ${guess}?`
      : sizes.length === 0
        ? 'There is no such region, or it has no virtual machines.'
        : 'The size is not offered there.',
    remedy: "Correct the input 'nodeSize', or choose another location.",
  })
}

/** A capability that is a number, as vCPUs and MemoryGB. */
export function numberOf({ capabilities }: NodeSize, name: 'vCPUs' | 'MemoryGB'): number | undefined {
  const value = Number(capabilities?.find(one => one.name === name)?.value)
  return Number.isFinite(value) ? value : undefined
}

/** Why the subscription cannot have the size in this region at all. */
export const barrierOf = ({ restrictions }: NodeSize): string | undefined => {
  const barrier = restrictions?.find(({ type }) => type === 'Location')
  return barrier && (barrier.reasonCode ?? 'restricted')
}

/** The zones in which this subscription can have the size. */
export function zonesOf({ locationInfo, restrictions }: NodeSize): string[] {
  const barred = new Set(
    (restrictions ?? []).flatMap(({ type, restrictionInfo }) =>
      type === 'Zone' ? (restrictionInfo?.zones ?? []) : [],
    ),
  )
  return (locationInfo?.[0]?.zones ?? []).filter(zone => !barred.has(zone)).sort()
}
