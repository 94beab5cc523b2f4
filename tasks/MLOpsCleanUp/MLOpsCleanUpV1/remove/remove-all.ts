import { asAzureError } from '../../../common/azure/attempt.ts'
import { isCancelled } from '../../../common/azure/operation-poller.ts'
import { inParallel } from '../../../common/in-parallel.ts'
import type { Item } from '../plan/item.ts'

export type End =
  | { readonly item: Item; readonly is: 'deleted' }
  | { readonly item: Item; readonly is: 'failed'; readonly error: Error }
  /** Not tried: it came into use, something that was not deleted needs it, or the service refused one of its sort. */
  | { readonly item: Item; readonly is: 'left'; readonly why: string }
  /** The pipeline was cancelled before, or while it was being deleted. */
  | { readonly item: Item; readonly is: 'untried' }

const AT_ONCE = 8

/**
 * Deletes in the order of the plan, side by side where nothing depends on another. Whatever needs a thing goes first,
 * and when that could not be deleted, the thing stays too; so does one for which `remove` answers a reason. After a
 * cancellation nothing more is begun.
 */
export function removeAll(
  items: readonly Item[],
  signal: AbortSignal,
  remove: (item: Item) => Promise<string | undefined>,
): Promise<End[]> {
  const begun = new Map<string, Promise<End>>()
  const needers = needersOf(items)
  const isStopped = (): boolean => signal.aborted
  const refusals = new Map<string, string>()
  const endpoints = new Map<string, Promise<End>>()
  return inParallel(items, AT_ONCE, item => {
    const earlier = (needers.get(item.id) ?? []).flatMap(id => begun.get(id) ?? [])
    const end = oneAfter(earlier, endpoints.get(endpointOf(item)), item)
    begun.set(item.id, end)
    if (item.kind === 'deployment') endpoints.set(endpointOf(item), end)
    return end
  })

  async function oneAfter(
    needing: readonly Promise<End>[],
    before: Promise<End> | undefined,
    item: Item,
  ): Promise<End> {
    const held = (await Promise.all(needing)).find(({ is }) => is !== 'deleted')
    await before
    if (isStopped()) return { item, is: 'untried' }
    if (held) return { item, is: 'left', why: `${held.item.name}, which needs it, is still there` }
    const refusal = refusals.get(sortOf(item))
    if (refusal !== undefined) return { item, is: 'left', why: refusal }
    try {
      const objection = await remove(item)
      return objection === undefined ? { item, is: 'deleted' } : { item, is: 'left', why: objection }
    } catch (error) {
      if (isStopped() && isCancelled(error)) return { item, is: 'untried' }
      if (!(error instanceof Error)) throw error
      if (isRefusal(error, item)) refusals.set(sortOf(item), `not tried, as ${item.name} was refused`)
      return { item, is: 'failed', error }
    }
  }
}

/** Id -> ids of what needs it. */
function needersOf(items: readonly Item[]): ReadonlyMap<string, readonly string[]> {
  const needers = new Map<string, string[]>()
  for (const { id, needs } of items)
    for (const needed of needs) needers.set(needed, [...(needers.get(needed) ?? []), id])
  return needers
}

/** The service works on one deployment of an endpoint at a time. */
const endpointOf = ({ kind, group = '' }: Item): string => (kind === 'deployment' ? group : '')

/** What a role is granted for: a kind, and of images a repository. */
const sortOf = ({ kind, resource }: Item): string =>
  kind === 'image' ? (resource.split('@')[0] ?? resource) : kind

/** No role for it, a lock of Azure Resource Manager over all, or no deletes of its kind; a registry says 405 for one lock. */
function isRefusal(error: Error, { kind }: Item): boolean {
  const { status, codes = [] } = asAzureError(error) ?? asAzureError(error.cause) ?? {}
  const isUnknown = status === 405 && kind !== 'image'
  return status === 401 || status === 403 || isUnknown || codes.includes('ScopeLocked')
}
