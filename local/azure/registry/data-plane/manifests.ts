import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { digestOf, isDigest } from '../layout/digest.ts'
import type { ImageLayout } from '../layout/layout.ts'
import { isManifestList, mediaTypes } from '../layout/media-types.ts'
import type { Descriptor, ImageIndex, ImageManifest } from '../layout/oci-image.ts'
import type { Locks } from './locks.ts'
import {
  digestInvalid,
  disallowedOperation,
  manifestInvalid,
  manifestUnknown,
  registryError,
} from './errors.ts'

export interface ManifestPlace {
  repository: string
  /** Tag or digest. */
  reference: string
}

/** GET and HEAD of a manifest: the bytes that were pushed, under the digest that they have. */
export async function readManifest(
  { index, content }: ImageLayout,
  { repository, reference }: ManifestPlace,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const found = index.find(repository, reference)
  if (!found) throw manifestUnknown(reference)
  checkAccept(found, request.headers.accept ?? '')
  void reply
    .header('content-type', found.mediaType)
    .header('content-length', found.size)
    .header('docker-content-digest', found.digest)
    .header('etag', `"${found.digest}"`)
  return request.method === 'HEAD' ? reply.send() : reply.send(await content.read(found.digest))
}

/** A client that does not name the OCI form is taken for one that does not know it. */
function checkAccept({ mediaType }: Descriptor, accept: string): void {
  const oci = mediaType === mediaTypes.manifest || mediaType === mediaTypes.index
  if (!oci || accept.includes(mediaType)) return
  const what = mediaType === mediaTypes.index ? 'index' : 'manifest'
  throw registryError(
    404,
    'MANIFEST_UNKNOWN',
    `OCI ${what} found, but accept header does not support OCI ${what === 'index' ? 'indexes' : 'manifests'}`,
  )
}

/** PUT of a manifest whose parts are all there already. */
export async function writeManifest(
  { index, content }: ImageLayout,
  { repository, reference }: ManifestPlace,
  request: FastifyRequest,
  reply: FastifyReply,
) {
  const bytes = await buffer(request.body as Readable)
  const digest = digestOf(bytes)
  if (isDigest(reference) && reference !== digest) throw digestInvalid(reference)
  const document = parse(bytes)
  const mediaType = request.headers['content-type']?.split(';')[0] ?? document.mediaType ?? ''
  if (!Object.values<string>(mediaTypes).includes(mediaType))
    throw manifestInvalid(`the media type "${mediaType}" is not supported`)
  for (const part of partsOf(mediaType, document))
    if (content.sizeOf(part.digest) === undefined)
      throw registryError(404, 'MANIFEST_BLOB_UNKNOWN', 'blob unknown to registry', { detail: part.digest })
  const { size } = await content.write(Readable.from([bytes]))
  index.put(repository, isDigest(reference) ? undefined : reference, { mediaType, digest, size })
  return reply
    .status(201)
    .header('location', `/v2/${repository}/manifests/${digest}`)
    .header('docker-content-digest', digest)
    .send()
}

/** DELETE of a manifest, with all its tags; only by digest. */
export function deleteManifest(
  { index }: ImageLayout,
  locks: Locks,
  { repository, reference }: ManifestPlace,
  reply: FastifyReply,
) {
  if (!isDigest(reference))
    throw registryError(405, 'UNSUPPORTED', 'The operation is unsupported.', { detail: reference })
  const tags = index.tagEntries(repository).filter(({ digest }) => digest === reference)
  if (!index.find(repository, reference)) throw manifestUnknown(reference)
  const names = [`${repository}@${reference}`, repository, ...tags.map(({ tag }) => `${repository}:${tag}`)]
  if (names.some(name => locks.holds(name))) throw disallowedOperation()
  index.deleteManifest(repository, reference)
  return reply.status(202).send()
}

type Document = ImageManifest | ImageIndex

function parse(bytes: Buffer): Document {
  try {
    return JSON.parse(bytes.toString()) as Document
  } catch (error) {
    if (error instanceof SyntaxError) throw manifestInvalid(error.message)
    throw error
  }
}

function partsOf(mediaType: string, document: Document): Descriptor[] {
  const parts = isManifestList(mediaType)
    ? (document as Partial<ImageIndex>).manifests
    : [(document as Partial<ImageManifest>).config, ...((document as Partial<ImageManifest>).layers ?? [])]
  if (!parts?.every(part => part !== undefined && isDigest(part.digest)))
    throw manifestInvalid('it does not name its config and layers by digests')
  return parts as Descriptor[]
}
