import type { Clock } from '../../tasks/common/clock.ts'
import type { FakeWire, RecordedRequest, Reply } from './fake-wire.ts'

interface Blob {
  content: Buffer
  leaseId: string | undefined
  leasedUntil: number
}

/** Blobs with leases in memory, as Azure Storage gives them: to one holder, for at most a minute, until it ends. */
export class FakeLeases {
  readonly blobs = new Map<string, Blob>()
  readonly #clock: Clock

  constructor(wire: FakeWire, clock: Clock) {
    this.#clock = clock
    wire.on('*', /^[\w.]*storage\.example\//, request => this.answer(request))
  }

  /** The blob whose name ends so, as JSON; undefined where there is none or it is empty. */
  record(end: string): unknown {
    const text = this.#find(end)?.content.toString('utf8')
    return text ? (JSON.parse(text) as unknown) : undefined
  }

  isLeased(end: string): boolean {
    const blob = this.#find(end)
    return blob !== undefined && this.#isLeased(blob)
  }

  /** Somebody else takes the lease, whoever has it. */
  steal(end: string, leaseId = 'a-thief'): void {
    const blob = this.#find(end)
    if (blob) Object.assign(blob, { leaseId, leasedUntil: this.#clock.now() + 60_000 })
  }

  /** A run that holds the endpoint, as another process left it. */
  hold(name: string, record: object): void {
    const content = Buffer.from(JSON.stringify(record))
    this.blobs.set(name, { content, leaseId: 'of-another-run', leasedUntil: this.#clock.now() + 60_000 })
  }

  #find(end: string): Blob | undefined {
    return [...this.blobs].find(([name]) => name.endsWith(end))?.[1]
  }

  #isLeased(blob: Blob): boolean {
    return blob.leaseId !== undefined && this.#clock.now() < blob.leasedUntil
  }

  /** What storage answers. */
  answer(request: RecordedRequest): Reply {
    const { method, url, headers } = request
    const name = decodeURIComponent(url.pathname.slice(1))
    const blob = this.blobs.get(name)
    if (method === 'PUT' && url.searchParams.get('comp') === 'lease')
      return blob ? this.#lease(blob, headers) : refusal(404, 'BlobNotFound')
    if (method === 'PUT') return this.#write(name, blob, request)
    if (!blob) return refusal(404, 'BlobNotFound')
    const length = { 'content-length': String(blob.content.length), etag: '"1"' }
    return method === 'HEAD' ? { headers: length } : { headers: length, body: blob.content }
  }

  #write(name: string, blob: Blob | undefined, { headers, body }: RecordedRequest): Reply {
    const lease = headers['x-ms-lease-id']
    if (blob && headers['if-none-match'] === '*') return refusal(409, 'BlobAlreadyExists')
    if (blob && this.#isLeased(blob) && lease !== blob.leaseId) return refusal(412, 'LeaseIdMissing')
    if (lease !== undefined && (!blob || !this.#isLeased(blob))) return refusal(412, 'LeaseLost')
    const { leaseId, leasedUntil } = blob ?? { leaseId: undefined, leasedUntil: 0 }
    this.blobs.set(name, { content: body, leaseId, leasedUntil })
    return { status: 201, headers: { etag: '"1"' } }
  }

  #lease(blob: Blob, headers: Readonly<Record<string, string>>): Reply {
    const wanted = headers['x-ms-proposed-lease-id'] ?? headers['x-ms-lease-id']
    const isOther = wanted !== blob.leaseId
    switch (headers['x-ms-lease-action']) {
      case 'acquire':
        if (isOther && this.#isLeased(blob)) return refusal(409, 'LeaseAlreadyPresent')
        break
      case 'renew':
        if (isOther) return refusal(409, 'LeaseIdMismatchWithLeaseOperation')
        break
      default:
        if (isOther) return refusal(409, 'LeaseIdMismatchWithLeaseOperation')
        Object.assign(blob, { leaseId: undefined, leasedUntil: 0 })
        return { status: 200, headers: { etag: '"1"' } }
    }
    const seconds = Number(headers['x-ms-lease-duration'] ?? 60)
    Object.assign(blob, { leaseId: wanted, leasedUntil: this.#clock.now() + seconds * 1000 })
    const isNew = headers['x-ms-lease-action'] === 'acquire'
    return { status: isNew ? 201 : 200, headers: { 'x-ms-lease-id': wanted ?? '', etag: '"1"' } }
  }
}

const refusal = (status: number, code: string): Reply => ({
  status,
  headers: { 'x-ms-error-code': code, 'content-type': 'application/xml' },
  body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
})
