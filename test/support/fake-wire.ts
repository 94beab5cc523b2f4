import { Readable } from 'node:stream'
import {
  createHttpHeaders,
  type HttpClient,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline'
import { AbortError } from '@azure/abort-controller'

export interface RecordedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** `PUT management.example/subscriptions/...`, without query. */
  readonly line: string
}

export interface Reply {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  /** An object is sent as JSON, text and bytes as they are. */
  readonly body?: unknown
}

export type Answer = Reply | Error | ((request: RecordedRequest) => Reply | Promise<Reply>)

interface Rule {
  readonly method: string
  readonly where: RegExp
  readonly answers: Answer[]
}

/** An HTTP wire in memory: answers by rules, records what was sent. What no rule covers is answered by 501. */
export class FakeWire implements HttpClient {
  readonly requests: RecordedRequest[] = []
  readonly #rules: Rule[] = []

  /** `where` is matched against `host/path?query`. Answers are given in turn, the last for ever; later rules win. */
  on(method: string, where: RegExp, ...answers: Answer[]): this {
    this.#rules.unshift({ method, where, answers })
    return this
  }

  /** `METHOD host/path` of everything sent, in order. */
  get lines(): string[] {
    return this.requests.map(({ line }) => line)
  }

  sent(method: string, where: RegExp): RecordedRequest[] {
    return this.requests.filter(request => request.method === method && where.test(addressOf(request.url)))
  }

  async sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
    if (request.abortSignal?.aborted) throw new AbortError('The operation was aborted.')
    const recorded = await record(request)
    this.requests.push(recorded)
    const answer = this.#answerFor(recorded)
    if (answer instanceof Error) throw answer
    return response(request, typeof answer === 'function' ? await answer(recorded) : answer)
  }

  #answerFor({ method, url }: RecordedRequest): Answer {
    const address = addressOf(url)
    const rule = this.#rules.find(
      candidate => (candidate.method === method || candidate.method === '*') && candidate.where.test(address),
    )
    if (!rule) return failure(501, 'NotScripted', `${method} ${address} has no rule.`)
    const [next, ...later] = rule.answers
    if (later.length > 0) rule.answers.shift()
    return next ?? {}
  }
}

/** ARM's error envelope. */
export const failure = (status: number, code: string, message: string): Reply => ({
  status,
  body: { error: { code, message } },
})

export const bodyOf = <T>({ body }: RecordedRequest): T => JSON.parse(body.toString('utf8')) as T

const addressOf = (url: URL): string => `${url.host}${url.pathname}${url.search}`

async function record(request: PipelineRequest): Promise<RecordedRequest> {
  const url = new URL(request.url)
  return {
    method: request.method,
    url,
    headers: request.headers.toJSON(),
    body: await bytesOf(request.body),
    line: `${request.method} ${url.host}${url.pathname}`,
  }
}

async function bytesOf(body: PipelineRequest['body']): Promise<Buffer> {
  const value: unknown = typeof body === 'function' ? body() : body
  if (value === undefined || value === null) return Buffer.alloc(0)
  if (typeof value === 'string') return Buffer.from(value)
  if (value instanceof Uint8Array) return Buffer.from(value)
  const chunks: Uint8Array[] = []
  for await (const chunk of value as NodeJS.ReadableStream) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

function response(request: PipelineRequest, { status = 200, headers = {}, body }: Reply): PipelineResponse {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const bytes = isRaw ? Buffer.from(body) : Buffer.from(body === undefined ? '' : JSON.stringify(body))
  const streamed =
    request.streamResponseStatusCodes?.has(status) === true ||
    request.streamResponseStatusCodes?.has(Number.POSITIVE_INFINITY) === true
  return {
    request,
    status,
    headers: createHttpHeaders({ 'content-length': String(bytes.length), ...headers }),
    ...(streamed ? { readableStreamBody: Readable.from([bytes]) } : { bodyAsText: bytes.toString('utf8') }),
  }
}
