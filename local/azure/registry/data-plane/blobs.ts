import type { FastifyReply, FastifyRequest } from 'fastify'
import { isDigest } from '../layout/digest.ts'
import type { ImageLayout } from '../layout/layout.ts'
import { blobUnknown } from './errors.ts'

/** GET and HEAD of a blob: a layer or a configuration. Azure answers GET with a redirect to its storage. */
export async function readBlob(
  { content }: ImageLayout,
  digest: string,
  { method }: FastifyRequest,
  reply: FastifyReply,
) {
  const size = isDigest(digest) ? content.sizeOf(digest) : undefined
  if (size === undefined) throw blobUnknown(digest)
  void reply
    .header('content-type', 'application/octet-stream')
    .header('content-length', size)
    .header('docker-content-digest', digest)
    .header('etag', `"${digest}"`)
  return method === 'HEAD' ? reply.send() : reply.send(content.stream(digest))
}
