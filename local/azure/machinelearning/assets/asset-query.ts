import type { Fields } from '../common/body.ts'
import { hasPairs } from '../common/pairs.ts'
import type { AssetVersion } from './asset-version.ts'

type Query = Record<string, string | undefined>

export interface Page<T> {
  value: T[]
  nextLink: string | null
}

const pageSize = 100

/** Filters, sorts and cuts as the list operations do; `$orderBy` knows `createdtime` and `modifiedtime`, `asc` or `desc`. */
export function selectVersions(versions: AssetVersion[], query: Query): AssetVersion[] {
  const { tags, properties, version, stage, description } = query
  const matching = versions.filter(
    one =>
      matchesView(one.properties, query['listViewType']) &&
      (tags === undefined || hasPairs((one.properties['tags'] ?? {}) as Fields, tags)) &&
      (properties === undefined || hasPairs((one.properties['properties'] ?? {}) as Fields, properties)) &&
      (version === undefined || one.name === version) &&
      (stage === undefined || one.properties['stage'] === stage) &&
      (description === undefined || one.properties['description'] === description),
  )
  const [field = 'createdtime', direction = 'asc'] = (query['$orderBy'] ?? '').toLowerCase().split(/\s+/)
  const sorted = field.startsWith('modified') ? sortByModification(matching) : matching
  return direction === 'desc' ? [...sorted].reverse() : sorted
}

const sortByModification = (versions: AssetVersion[]) =>
  [...versions].sort((a, b) => a.systemData.lastModifiedAt.localeCompare(b.systemData.lastModifiedAt))

function matchesView(properties: Fields, view = 'ActiveOnly'): boolean {
  if (view === 'All') return true
  return (properties['isArchived'] === true) === (view === 'ArchivedOnly')
}

/** @param url of the request, whose `$skip` the next link moves on */
export function toPage<T>(items: T[], query: Query, url: string): Page<T> {
  const skip = Number(query['$skip'] ?? 0)
  const size = Number(query['$top'] ?? query['count'] ?? pageSize)
  const value = items.slice(skip, skip + size)
  const more = query['$top'] === undefined && skip + value.length < items.length
  if (!more) return { value, nextLink: null }
  const next = new URL(url)
  next.searchParams.set('$skip', String(skip + value.length))
  return { value, nextLink: next.href }
}
