import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { buffer } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { notEmulated } from '../../core/errors.ts'
import type { IndexEntry } from '../layout/image-index.ts'
import type { ImageLayout } from '../layout/layout.ts'
import type { Admit } from './admit.ts'
import { disallowedOperation, manifestUnknown, nameUnknown } from './errors.ts'
import type { Attributes, Locks } from './locks.ts'
import { pageOf } from './metadata-page.ts'

interface Services {
  layout: ImageLayout
  admit: Admit
  locks: Locks
}

interface Place {
  repository: string
  collection?: 'manifests' | 'tags'
  /** Digest or tag. */
  name?: string
}

/** What Azure's registries tell of repositories beyond the distribution API: `/acr/v1`. */
export function metadataRoutes(app: FastifyInstance, services: Services): void {
  const { layout, admit } = services
  app.get('/acr/v1/_catalog', async (request, reply) => {
    await admit(request, { type: 'registry', name: 'catalog', actions: ['*'] })
    return { repositories: pageOf(layout.index.repositories(), name => name, request, reply) }
  })
  app.route({
    method: ['GET', 'PATCH', 'DELETE'],
    url: '/acr/v1/*',
    handler: (request, reply) => answer(services, request, reply),
  })
}

const ACTIONS: Record<string, string> = { GET: 'metadata_read', PATCH: 'metadata_write', DELETE: 'delete' }

async function answer(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const place = readPlace((request.raw.url ?? '').split('?')[0]?.replace(/^\/acr\/v1\//, '') ?? '')
  const { repository } = place
  const actions = [ACTIONS[request.method] ?? 'metadata_read']
  await services.admit(request, { type: 'repository', name: repository, actions })
  if (!services.layout.index.repositories().includes(repository)) throw nameUnknown(repository)
  switch (`${request.method} ${place.collection ?? 'repository'}${place.name === undefined ? '' : '/one'}`) {
    case 'GET repository':
      return { imageName: repository, changeableAttributes: services.locks.get(repository) }
    case 'GET manifests':
      return { imageName: repository, manifests: manifests(services, repository, request, reply) }
    case 'GET manifests/one':
      return { imageName: repository, manifest: oneManifest(services, place) }
    case 'GET tags':
      return { imageName: repository, tags: tags(services, repository, request, reply) }
    case 'PATCH repository':
    case 'PATCH manifests/one':
    case 'PATCH tags/one':
      return change(services, place, request)
    case 'DELETE tags/one':
      return deleteTag(services, place, reply)
  }
  throw notEmulated(`${request.method} ${request.url} of a container registry`)
}

function readPlace(path: string): Place {
  const [, repository = '', collection, name] =
    /^(.+?)(?:\/_(manifests|tags)(?:\/([^/]+))?)?$/.exec(decodeURIComponent(path)) ?? []
  return {
    repository,
    ...(collection && { collection: collection as 'manifests' | 'tags' }),
    ...(name !== undefined && { name }),
  }
}

function manifests(
  { layout, locks }: Services,
  repository: string,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const tagged = tagsByDigest(layout, repository)
  const page = pageOf(layout.index.manifests(repository), ({ digest }) => digest, request, reply)
  return page.map(entry => manifestBody(entry, tagged, locks.get(`${repository}@${entry.digest}`)))
}

function oneManifest({ layout, locks }: Services, { repository, name = '' }: Place) {
  const entry = layout.index.manifests(repository).find(({ digest }) => digest === name)
  if (!entry) throw manifestUnknown(name)
  return manifestBody(entry, tagsByDigest(layout, repository), locks.get(`${repository}@${name}`))
}

function tagsByDigest(layout: ImageLayout, repository: string): ReadonlyMap<string, string[]> {
  const tagged = new Map<string, string[]>()
  for (const { digest, tag } of layout.index.tagEntries(repository))
    tagged.set(digest, [...(tagged.get(digest) ?? []), tag])
  return tagged
}

const manifestBody = (
  entry: IndexEntry,
  tagged: ReadonlyMap<string, string[]>,
  changeableAttributes: Attributes,
) => ({
  ...common(entry),
  imageSize: entry.size,
  architecture: 'amd64',
  os: 'linux',
  mediaType: entry.mediaType,
  ...(tagged.has(entry.digest) && { tags: tagged.get(entry.digest) }),
  changeableAttributes,
})

function tags({ layout, locks }: Services, repository: string, request: FastifyRequest, reply: FastifyReply) {
  const page = pageOf(layout.index.tagEntries(repository), ({ tag }) => tag, request, reply)
  return page.map(entry => ({
    name: entry.tag,
    ...common(entry),
    changeableAttributes: locks.get(`${repository}:${entry.tag}`),
  }))
}

const common = ({ digest, created, updated }: IndexEntry) => ({
  digest,
  createdTime: created,
  lastUpdateTime: updated,
})

const lockName = ({ repository, collection, name = '' }: Place): string =>
  collection === undefined ? repository : `${repository}${collection === 'tags' ? ':' : '@'}${name}`

async function change({ layout, locks }: Services, place: Place, { body }: FastifyRequest) {
  if (place.name !== undefined && !layout.index.find(place.repository, place.name))
    throw manifestUnknown(place.name)
  const sent = JSON.parse((await buffer(body as Readable)).toString()) as Partial<Attributes>
  return { imageName: place.repository, changeableAttributes: locks.change(lockName(place), sent) }
}

function deleteTag({ layout, locks }: Services, place: Place, reply: FastifyReply) {
  const { repository, name = '' } = place
  if (!layout.index.find(repository, name)) throw manifestUnknown(name)
  if ([repository, lockName(place)].some(name => locks.holds(name))) throw disallowedOperation()
  layout.index.deleteTag(repository, name)
  return reply.status(202).send()
}
