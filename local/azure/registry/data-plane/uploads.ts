import { createReadStream, createWriteStream } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { newGuid } from '../../core/ids.ts'
import { isDigest } from '../layout/digest.ts'
import type { ImageLayout } from '../layout/layout.ts'
import { digestInvalid, uploadUnknown } from './errors.ts'

interface Upload {
  repository: string
  file: string
  size: number
}

/** Uploads that are under way, of blobs in one or in several pieces. */
export interface Uploads {
  /** POST: begins one; with `mount` of a known blob, or with `digest`, it is done at once. */
  begin(repository: string, request: FastifyRequest, reply: FastifyReply): Promise<unknown>
  /** PATCH: adds a piece. */
  append(id: string, request: FastifyRequest, reply: FastifyReply): Promise<unknown>
  /** PUT: adds the last piece, if any, and compares the digest. */
  finish(id: string, request: FastifyRequest, reply: FastifyReply): Promise<unknown>
  /** GET: how far it is. */
  status(id: string, reply: FastifyReply): unknown
  /** DELETE: gives it up. */
  abandon(id: string, reply: FastifyReply): Promise<unknown>
}

type Query = Partial<Record<'mount' | 'digest', string>>

export function createUploads({ content }: ImageLayout): Uploads {
  const uploads = new Map<string, Upload>()
  const required = (id: string): Upload => {
    const upload = uploads.get(id)
    if (!upload) throw uploadUnknown()
    return upload
  }
  const finish: Uploads['finish'] = async (id, request, reply) => {
    const upload = required(id)
    const { digest = '' } = request.query as Query
    await append(upload, request.body)
    uploads.delete(id)
    const stored = await content.write(createReadStream(upload.file))
    await rm(upload.file, { force: true })
    if (stored.digest === digest) return created(reply, upload.repository, digest)
    throw digestInvalid(digest)
  }
  return {
    finish,
    async begin(repository, request, reply) {
      const { mount, digest } = request.query as Query
      if (mount !== undefined && isDigest(mount) && content.sizeOf(mount) !== undefined)
        return created(reply, repository, mount)
      const id = newGuid()
      const upload = { repository, file: content.temporaryFile(), size: 0 }
      await writeFile(upload.file, '')
      uploads.set(id, upload)
      return digest === undefined ? progress(reply, id, upload) : finish(id, request, reply)
    },
    async append(id, request, reply) {
      const upload = required(id)
      await append(upload, request.body)
      return progress(reply, id, upload)
    },
    status: (id, reply) => progress(reply, id, required(id), 204),
    async abandon(id, reply) {
      await rm(required(id).file, { force: true })
      uploads.delete(id)
      return reply.status(204).send()
    },
  }
}

async function append(upload: Upload, body: unknown): Promise<void> {
  if (!(body instanceof Readable)) return
  const sink = createWriteStream(upload.file, { flags: 'a' })
  await pipeline(body, sink)
  upload.size += sink.bytesWritten
}

const progress = (reply: FastifyReply, id: string, { repository, size }: Upload, status = 202) =>
  reply
    .status(status)
    .header('location', `/v2/${repository}/blobs/uploads/${id}`)
    .header('docker-upload-uuid', id)
    .header('range', `0-${Math.max(0, size - 1)}`)
    .send()

const created = (reply: FastifyReply, repository: string, digest: string) =>
  reply
    .status(201)
    .header('location', `/v2/${repository}/blobs/${digest}`)
    .header('docker-content-digest', digest)
    .send()
