import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { notEmulated } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import type { ImageLayout } from '../layout/layout.ts'
import { type Admit, createAdmit } from './admit.ts'
import { readBlob } from './blobs.ts'
import { nameUnknown } from './errors.ts'
import { type Locks, locksOf } from './locks.ts'
import { deleteManifest, readManifest, writeManifest } from './manifests.ts'
import { metadataRoutes } from './metadata-routes.ts'
import { oauthRoutes } from './oauth-routes.ts'
import { type RegistryPath, readPath } from './paths.ts'
import type { RegistryTokens } from './registry-tokens.ts'
import { type Uploads, createUploads } from './uploads.ts'

interface Services {
  layout: ImageLayout
  uploads: Uploads
  admit: Admit
  locks: Locks
}

const LARGEST_LAYER = Number.MAX_SAFE_INTEGER

/** The registry's own API (OCI distribution), with its tokens. */
export function registryDataPlane(
  world: World,
  app: FastifyInstance,
  tokens: RegistryTokens,
  layout: ImageLayout,
): void {
  acceptStreams(app)
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('docker-distribution-api-version', 'registry/2.0')
  })
  oauthRoutes(world, app, tokens)
  const admit = createAdmit(world, tokens)
  const locks = locksOf(world)
  const services = { layout, admit, locks, uploads: createUploads(layout) }
  app.get('/v2', async request => {
    await admit(request)
    return {}
  })
  app.get('/v2/_catalog', async request => {
    await admit(request, { type: 'registry', name: 'catalog', actions: ['*'] })
    return { repositories: layout.index.repositories() }
  })
  metadataRoutes(app, { layout, admit, locks })
  app.route({
    method: ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE'],
    url: '/v2/*',
    bodyLimit: LARGEST_LAYER,
    handler: (request, reply) => answer(services, request, reply),
  })
}

/** Forms are read, everything else stays a stream. */
function acceptStreams(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', (_request, payload, done) => done(null, payload))
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: FastifyRequest, body: string) => readForm(new URLSearchParams(body)),
  )
}

const readForm = (form: URLSearchParams) => ({ ...Object.fromEntries(form), scope: form.getAll('scope') })

async function answer(services: Services, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const path = readPath((request.raw.url ?? '').split('?')[0]?.replace(/^\/v2\//, '') ?? '')
  if (!path) throw nameUnknown(request.url)
  const reading = request.method === 'GET' || request.method === 'HEAD'
  const action = actionsFor(path, request.method, reading)
  await services.admit(request, { type: 'repository', name: path.repository, actions: action })
  return carryOut(services, path, request, reply)
}

function actionsFor({ kind }: RegistryPath, method: string, reading: boolean): string[] {
  if (kind === 'tags') return ['metadata_read', 'pull']
  if (kind === 'manifest' && method === 'DELETE') return ['delete']
  return reading && kind !== 'upload' ? ['pull'] : ['push']
}

async function carryOut(
  { layout, uploads, locks }: Services,
  path: RegistryPath,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const method = request.method === 'HEAD' ? 'GET' : request.method
  switch (`${method} ${path.kind}`) {
    case 'GET manifest':
      return readManifest(layout, path as ManifestPath, request, reply)
    case 'DELETE manifest':
      return deleteManifest(layout, locks, path as ManifestPath, reply)
    case 'PUT manifest':
      return writeManifest(layout, path as ManifestPath, request, reply)
    case 'GET blob':
      return readBlob(layout, path.kind === 'blob' ? path.digest : '', request, reply)
    case 'GET tags':
      return tags(layout, path.repository)
    case 'POST uploads':
      return uploads.begin(path.repository, request, reply)
  }
  if (path.kind === 'upload') return onUpload(uploads, method, path.upload, request, reply)
  throw notEmulated(`${request.method} ${request.url} of a container registry`)
}

type ManifestPath = Extract<RegistryPath, { kind: 'manifest' }>

function onUpload(
  uploads: Uploads,
  method: string,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  if (method === 'PATCH') return uploads.append(id, request, reply)
  if (method === 'PUT') return uploads.finish(id, request, reply)
  if (method === 'DELETE') return uploads.abandon(id, reply)
  return uploads.status(id, reply)
}

function tags({ index }: ImageLayout, repository: string) {
  const found = index.tags(repository)
  if (found.length === 0) throw nameUnknown(repository)
  return { name: repository, tags: found }
}
