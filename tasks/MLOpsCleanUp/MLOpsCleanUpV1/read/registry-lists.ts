import { attempt } from '../../../common/azure/attempt.ts'
import type { Registry } from '../../../common/registry/registry.ts'
import { OWN_IMAGES } from '../inputs.ts'

interface Attributes {
  readonly deleteEnabled?: boolean
  /** Where writes are forbidden, so are deletes. */
  readonly writeEnabled?: boolean
}

export interface Manifest {
  readonly digest: string
  readonly tags?: readonly string[]
  readonly mediaType?: string
  readonly createdTime?: string
  readonly lastUpdateTime?: string
  readonly changeableAttributes?: Attributes
}

export interface Repository {
  readonly name: string
  readonly isLocked: boolean
  readonly manifests: readonly Manifest[]
  readonly lockedTags: ReadonlySet<string>
}

/** True for what is locked. */
export const isClosed = (attributes: Attributes | undefined): boolean =>
  attributes?.deleteEnabled === false || attributes?.writeEnabled === false

/** Undefined where the registry knows no repository of this name. */
export const readRepository = (registry: Registry, name: string): Promise<Repository | undefined> =>
  attempt(`Listing the images of ${name} in registry ${registry.name}`, async () => {
    const scope = `repository:${name}:metadata_read`
    const own = await send(registry, `/acr/v1/${name}`, scope)
    if (own.status === 404) return undefined
    const { changeableAttributes } = own.body as { changeableAttributes?: Attributes }
    const manifests = await pages<Manifest>(registry, `/acr/v1/${name}/_manifests`, scope, 'manifests')
    const tags = await pages<Tag>(registry, `/acr/v1/${name}/_tags`, scope, 'tags')
    const locked = tags.filter(tag => isClosed(tag.changeableAttributes))
    return {
      name,
      manifests,
      isLocked: isClosed(changeableAttributes),
      lockedTags: new Set(locked.map(tag => tag.name)),
    }
  })

/** The tags of `repository@digest` now, and whether it is locked; undefined where it is gone. */
export const readTags = (
  registry: Registry,
  image: string,
): Promise<{ readonly tags: readonly string[]; readonly isLocked: boolean } | undefined> =>
  attempt(`Reading image ${image} of registry ${registry.name}`, async () => {
    const [name = '', digest = ''] = image.split('@')
    const scope = `repository:${name}:metadata_read`
    const { status, body } = await send(registry, `/acr/v1/${name}/_manifests/${digest}`, scope)
    if (status === 404) return undefined
    const { manifest = {} } = body as { manifest?: Partial<Manifest> }
    return { tags: manifest.tags ?? [], isLocked: isClosed(manifest.changeableAttributes) }
  })

interface Tag {
  readonly name: string
  readonly changeableAttributes?: Attributes
}

/** Names and prefixes such as `models/*` as names of repositories; the registry is asked only where there is a prefix. */
export async function findRepositories(registry: Registry, wanted: readonly string[]): Promise<string[]> {
  const exact = wanted.filter(name => !name.endsWith('/*'))
  const prefixes = wanted.filter(name => name.endsWith('/*')).map(name => name.slice(0, -1))
  if (prefixes.length === 0) return [...new Set(exact)]
  const all = await attempt(`Listing the repositories of registry ${registry.name}`, () =>
    pages<string>(registry, '/acr/v1/_catalog', 'registry:catalog:*', 'repositories'),
  )
  const matching = all.filter(
    name => !name.startsWith(OWN_IMAGES) && prefixes.some(prefix => name.startsWith(prefix)),
  )
  return [...new Set([...exact, ...matching])]
}

async function pages<T>(registry: Registry, path: string, scope: string, field: string): Promise<T[]> {
  const found: T[] = []
  for (let next: string | undefined = `${path}?n=100`; next !== undefined;) {
    const page: Answer = await send(registry, next, scope)
    found.push(...((page.body[field] ?? []) as T[]))
    next = page.next
  }
  return found
}

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  /** Path and query of the next page. */
  readonly next: string | undefined
}

async function send({ workspace, loginServer }: Registry, path: string, scope: string): Promise<Answer> {
  const { status, headers, bodyAsText } = await workspace.session.registries.send(loginServer, {
    method: 'GET',
    path,
    scope,
    accept: [404],
  })
  const [, link] = /<([^>]+)>\s*;\s*rel="?next"?/.exec(headers.get('link') ?? '') ?? []
  const url = link === undefined ? undefined : new URL(link, `https://${loginServer}`)
  const body = status === 404 ? {} : (JSON.parse(bodyAsText || '{}') as Answer['body'])
  return { status, body, next: url && `${url.pathname}${url.search}` }
}
