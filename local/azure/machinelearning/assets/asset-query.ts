import type { Fields } from '../common/body.ts'
import type { AssetVersion } from './asset-version.ts'

type Query = Record<string, string | undefined>

export interface Page<T> {
  value: T[]
  nextLink: string | null
}

const pageSize = 100

/** Filters, sorts and cuts as the list operations do; `$orderBy` knows `createdtime` and `modifiedtime`, `asc` or `desc`. */
export function selectVersions(versions: AssetVersion[], query: Query): AssetVersion[] {
  const { tags, version, stage, description } = query
  const matching = versions.filter(
    one =>
      matchesView(one.properties, query['listViewType']) &&
      (tags === undefined || hasTags(one.properties, tags)) &&
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

/** @param wanted `a,b=2`: the tag `a` with any value, and `b` with that one */
function hasTags(properties: Fields, wanted: string): boolean {
  const tags = (properties['tags'] ?? {}) as Fields
  return wanted.split(',').every(pair => {
    const [name = '', ...value] = pair.split('=')
    return name in tags && (value.length === 0 || tags[name] === value.join('='))
  })
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
