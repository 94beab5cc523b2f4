import type { TokenCredential } from '@azure/identity'
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline'
import { CancelledError } from '../errors.ts'
import type { Audience, AudienceTable } from './audience-table.ts'
import { AzureError, readErrorBody } from './azure-error.ts'
import { beforeAgain, isOneShot, markRepeatable } from './retry.ts'
import { requestIdOf } from './trace.ts'

/** Audiences that Entra makes tokens for. */
type TokenAudience = Exclude<Audience, 'AgentToken' | 'Registry'>

export interface Call {
  readonly method: HttpMethods
  readonly url: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Statuses beside 2xx that the caller understands; any other becomes an AzureError. */
  readonly accept?: readonly number[]
  /** True for a POST that may be sent twice without harm. */
  readonly repeatable?: boolean
  /** Sends the user's ml.azure.com token in `x-azureml-token` too, as pipeline jobs require. */
  readonly withMachineLearningToken?: boolean
  readonly signal?: AbortSignal
}

export interface Answer<T> {
  readonly status: number
  /** A header's value, by any case of its name. */
  header(name: string): string | undefined
  readonly body: T
}

export interface DoorOptions {
  readonly network: HttpClient
  readonly table: AudienceTable
  readonly credential: TokenCredential
  readonly scopes: Readonly<Record<TokenAudience, string>>
  readonly signal: AbortSignal
  /** Done before anything but a look is sent a second time: a wait lies between. */
  readonly guard?: () => Promise<void>
}

/** The door for everything that needs a token. It puts a token on a request only where its audience's row allows. */
export class AuthenticatedDoor {
  readonly #options: DoorOptions

  constructor(options: DoorOptions) {
    this.#options = options
  }

  /** Sends JSON and reads JSON. `T` is the caller's reading of the body, by the API's documentation. */
  async send<T>(audience: TokenAudience, call: Call): Promise<Answer<T>> {
    const request = this.#requestOf(call)
    if (call.withMachineLearningToken) await this.#addMachineLearningToken(request)
    const response = await this.#sendWithToken(audience, request)
    if (!isAccepted(response, call)) throw errorOf(request, response)
    return {
      status: response.status,
      header: name => response.headers.get(name) ?? undefined,
      body: (response.bodyAsText ? JSON.parse(response.bodyAsText) : undefined) as T,
    }
  }

  /** The same door, whose changes are not sent again where `guard` throws. */
  guardedBy(guard: () => Promise<void>): AuthenticatedDoor {
    return new AuthenticatedDoor({ ...this.#options, guard })
  }

  /** The bottom of an SDK client's pipeline: whatever URL the SDK asks for passes the same wall. */
  httpClient(audience: TokenAudience): HttpClient {
    return { sendRequest: request => this.#sendWithToken(audience, request) }
  }

  async #sendWithToken(audience: TokenAudience, request: PipelineRequest): Promise<PipelineResponse> {
    this.#options.table.check(audience, request.url)
    const token = await this.#token(audience, request)
    request.headers.set('authorization', `Bearer ${token}`)
    const response = await this.#options.network.sendRequest(request)
    if (response.status !== 401 || isOneShot(request)) return response
    return (await this.#sendWithNewToken(audience, request, token)) ?? response
  }

  /** A token may run out between us and Azure, or while Azure asked us to wait; it is sent again with a new one. */
  async #sendWithNewToken(
    audience: TokenAudience,
    request: PipelineRequest,
    refused: string,
  ): Promise<PipelineResponse | undefined> {
    const token = await this.#token(audience, request)
    if (token === refused) return undefined
    request.headers.set('authorization', `Bearer ${token}`)
    if (request.headers.has('x-azureml-token')) await this.#addMachineLearningToken(request)
    return this.#options.network.sendRequest(request)
  }

  async #addMachineLearningToken(request: PipelineRequest): Promise<void> {
    this.#options.table.check('ResourceManager', request.url)
    request.headers.set('x-azureml-token', await this.#token('MachineLearning', request))
  }

  async #token(audience: TokenAudience, request: PipelineRequest): Promise<string> {
    const abortSignal = request.abortSignal ?? this.#options.signal
    const { credential, scopes } = this.#options
    const token = await credential.getToken(scopes[audience], { abortSignal })
    if (!token) throw new CancelledError('Signing in')
    return token.token
  }

  #requestOf(call: Call): PipelineRequest {
    const headers = createHttpHeaders({ accept: 'application/json', ...call.headers })
    if (call.body !== undefined) headers.set('content-type', 'application/json')
    const request = createPipelineRequest({
      url: call.url,
      method: call.method,
      headers,
      abortSignal: call.signal ?? this.#options.signal,
      timeout: 100_000,
      ...(call.body !== undefined && { body: JSON.stringify(call.body) }),
    })
    if (call.repeatable) markRepeatable(request)
    const { guard } = this.#options
    if (guard && call.method !== 'GET') beforeAgain(request, guard)
    return request
  }
}

const isAccepted = ({ status }: PipelineResponse, call: Call): boolean =>
  (status >= 200 && status < 300) || (call.accept?.includes(status) ?? false)

/** An AzureError out of an answer of either door. */
export function errorOf(request: PipelineRequest, response: PipelineResponse): AzureError {
  const { host, pathname } = new URL(request.url)
  return new AzureError({
    status: response.status,
    ...readErrorBody(response.bodyAsText),
    requestId: requestIdOf(response),
    call: `${request.method} ${host}${pathname}`,
  })
}
