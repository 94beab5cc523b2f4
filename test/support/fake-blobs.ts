import { createHash } from 'node:crypto'
import type { FakeWire, RecordedRequest, Reply } from './fake-wire.ts'

export interface FakeBlob {
  content: Buffer
  metadata: Record<string, string>
  /** Base64; undefined where the service has none, as of a blob uploaded in blocks. */
  md5: string | undefined
}

/** Blob storage in memory behind every `*.storage.example` host; the key is `container/name`. */
export class FakeBlobs {
  readonly blobs = new Map<string, FakeBlob>()

  constructor(wire: FakeWire) {
    wire.on('*', /^[\w.]*storage\.example\//, request => this.#answer(request))
  }

  put(key: string, content: string | Buffer, metadata: Record<string, string> = {}): FakeBlob {
    const bytes = Buffer.from(content)
    const blob = { content: bytes, metadata, md5: createHash('md5').update(bytes).digest('base64') }
    this.blobs.set(key, blob)
    return blob
  }

  text(key: string): string | undefined {
    return this.blobs.get(key)?.content.toString('utf8')
  }

  get keys(): string[] {
    return [...this.blobs.keys()].sort()
  }

  #answer(request: RecordedRequest): Reply {
    const key = decodeURIComponent(request.url.pathname.slice(1))
    const comp = request.url.searchParams.get('comp')
    if (request.method === 'GET' && comp === 'list') return this.#list(key, request)
    if (request.method === 'PUT' && comp === 'metadata') return this.#setMetadata(key, request)
    if (request.method === 'PUT') return this.#create(key, request)
    return this.#read(key, request)
  }

  #create(key: string, { headers, body }: RecordedRequest): Reply {
    if (headers['if-none-match'] === '*' && this.blobs.has(key)) return xmlError(409, 'BlobAlreadyExists')
    this.put(key, body, metadataOf(headers))
    return { status: 201, headers: { etag: '"1"' } }
  }

  #setMetadata(key: string, { headers }: RecordedRequest): Reply {
    const blob = this.blobs.get(key)
    if (!blob) return xmlError(404, 'BlobNotFound')
    blob.metadata = metadataOf(headers)
    return { status: 200, headers: { etag: '"2"' } }
  }

  #read(key: string, { method, headers }: RecordedRequest): Reply {
    const blob = this.blobs.get(key)
    if (!blob) return xmlError(404, 'BlobNotFound')
    const total = blob.content.length
    const told = { etag: '"1"', 'content-length': String(total), ...metadataHeaders(blob.metadata) }
    if (method === 'HEAD') return { headers: told }
    const range = /bytes=(\d+)-(\d*)/.exec(headers['x-ms-range'] ?? headers['range'] ?? '')
    if (!range) return { headers: told, body: blob.content }
    const start = Number(range[1])
    if (start >= total) return xmlError(416, 'InvalidRange')
    const bytes = blob.content.subarray(start, Math.min(total, Number(range[2] || total) + 1))
    const where = `bytes ${start}-${start + bytes.length - 1}/${total}`
    return {
      status: 206,
      headers: { ...told, 'content-length': String(bytes.length), 'content-range': where },
      body: bytes,
    }
  }

  #list(container: string, { url }: RecordedRequest): Reply {
    const prefix = `${container}/${url.searchParams.get('prefix') ?? ''}`
    const found = this.keys.filter(key => key.startsWith(prefix))
    const blobs = found.map(key => entry(key.slice(container.length + 1), this.blobs.get(key)))
    const body = `<?xml version="1.0"?><EnumerationResults ContainerName="${container}"><Blobs>${blobs.join('')}</Blobs><NextMarker/></EnumerationResults>`
    return { headers: { 'content-type': 'application/xml' }, body }
  }
}

function entry(name: string, blob: FakeBlob | undefined): string {
  const md5 = blob?.md5 === undefined ? '' : `<Content-MD5>${blob.md5}</Content-MD5>`
  const metadata = Object.entries(blob?.metadata ?? {}).map(([key, value]) => `<${key}>${value}</${key}>`)
  return `<Blob><Name>${name}</Name><Properties><Last-Modified>Thu, 01 Jan 2026 00:00:00 GMT</Last-Modified><Etag>"1"</Etag><Content-Length>${blob?.content.length ?? 0}</Content-Length>${md5}<BlobType>BlockBlob</BlobType></Properties><Metadata>${metadata.join('')}</Metadata></Blob>`
}

const xmlError = (status: number, code: string): Reply => ({
  status,
  headers: { 'x-ms-error-code': code, 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
})

const METADATA = 'x-ms-meta-'

const metadataOf = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => name.startsWith(METADATA))
      .map(([name, value]) => [name.slice(METADATA.length), value]),
  )

const metadataHeaders = (metadata: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(metadata).map(([name, value]) => [METADATA + name, value]))
