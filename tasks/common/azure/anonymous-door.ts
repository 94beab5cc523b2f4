import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type PipelineRequest,
} from '@azure/core-rest-pipeline'
import { errorOf } from './authenticated-door.ts'

export interface Range {
  readonly bytes: Uint8Array
  /** Length of the whole blob when it was read, where the service told. */
  readonly total: number | undefined
}

/** The door for URLs that carry their own permission (SAS), and for what is public (discovery). Never a token. */
export class AnonymousDoor {
  readonly network: HttpClient
  readonly #signal: AbortSignal

  constructor(network: HttpClient, signal: AbortSignal) {
    this.network = network
    this.#signal = signal
  }

  /** GET of a JSON document. */
  async json<T>(url: string): Promise<T> {
    const request = this.#request(url, { accept: 'application/json' })
    const response = await this.network.sendRequest(request)
    if (response.status !== 200) throw errorOf(request, response)
    return JSON.parse(response.bodyAsText ?? 'null') as T
  }

  /**
   * The bytes from `offset` on, at most `limit` of them; none where the blob ends before (416). Undefined where the blob
   * does not exist yet (404).
   */
  async range(url: string, offset: number, limit: number): Promise<Range | undefined> {
    const request = this.#request(url, { 'x-ms-range': `bytes=${offset}-${offset + limit - 1}` })
    request.streamResponseStatusCodes = new Set([200, 206])
    const response = await this.network.sendRequest(request)
    if (response.status === 404) return undefined
    const total = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1]
    const length = total === undefined ? undefined : Number(total)
    if (response.status === 416) return { bytes: new Uint8Array(), total: length }
    if (!response.readableStreamBody) throw errorOf(request, response)
    const bytes = await collect(response.readableStreamBody)
    if (response.status === 206) return { bytes, total: length }
    return { bytes: bytes.subarray(offset), total: bytes.length } // a server that knows no ranges sends all
  }

  #request(url: string, headers: Record<string, string>): PipelineRequest {
    return createPipelineRequest({
      url,
      method: 'GET',
      headers: createHttpHeaders(headers),
      abortSignal: this.#signal,
      timeout: 100_000,
    })
  }
}

async function collect(stream: NodeJS.ReadableStream): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk as Uint8Array)
  return Buffer.concat(chunks)
}
