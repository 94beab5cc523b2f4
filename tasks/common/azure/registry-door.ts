import type { AccessToken } from '@azure/identity'
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline'
import type { Clock } from '../clock.ts'
import { CancelledError } from '../errors.ts'
import type { Secret } from '../host/secret.ts'
import type { AudienceTable } from './audience-table.ts'
import { errorOf } from './authenticated-door.ts'
import { markRepeatable } from './retry.ts'

export interface RegistryDoorOptions {
  readonly network: HttpClient
  readonly table: AudienceTable
  readonly signal: AbortSignal
  readonly clock: Clock
  readonly tenantId: string
  /** A token for Azure Resource Manager. */
  azureToken(): Promise<AccessToken | null>
  mask(value: string): Secret
}

export interface RegistryCall {
  readonly method: HttpMethods
  /** Path below the registry, beginning with `/v2/` or `/acr/v1/`. */
  readonly path: string
  /** What the token may be used for, as `repository:models/chd:pull`. */
  readonly scope: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Statuses beside 2xx that the caller understands. */
  readonly accept?: readonly number[]
}

/** Milliseconds; an access token holds for more than an hour. */
const SHARED_FOR = 300_000

/**
 * The door to container registries. A registry takes no token of Azure for its own API: one is exchanged there for a
 * refresh token of the registry, and that for an access token of one scope. All three go to that registry's login
 * server only, the token of Azure to its exchange only.
 *
 * @see https://github.com/Azure/acr/blob/main/docs/AAD-OAuth.md
 */
export class RegistryDoor {
  readonly #options: RegistryDoorOptions
  readonly #kept = new Map<string, { readonly token: Promise<Secret>; readonly until: number }>()

  constructor(options: RegistryDoorOptions) {
    this.#options = options
  }

  async send(loginServer: string, call: RegistryCall): Promise<PipelineResponse> {
    const response = await this.#sendOnce(loginServer, call)
    const accepted = response.status >= 200 && response.status < 300
    if (!accepted && !call.accept?.includes(response.status)) throw errorOf(response.request, response)
    return response
  }

  async #sendOnce(loginServer: string, call: RegistryCall): Promise<PipelineResponse> {
    const token = await this.#keptToken(loginServer, call.scope)
    const request = this.#request(call.method, `https://${loginServer}${call.path}`, {
      ...call.headers,
      authorization: `Bearer ${token.reveal()}`,
    })
    if (call.body !== undefined) request.body = call.body
    return this.#options.network.sendRequest(request)
  }

  /** Many calls of one scope share a token for some minutes, far less than it holds. */
  #keptToken(loginServer: string, scope: string): Promise<Secret> {
    const key = `${loginServer} ${scope}`
    const now = this.#options.clock.now()
    const known = this.#kept.get(key)
    if (known && known.until > now) return known.token
    const token = this.#accessToken(loginServer, scope)
    this.#kept.set(key, { token, until: now + SHARED_FOR })
    token.catch(() => this.#kept.delete(key))
    return token
  }

  async #accessToken(loginServer: string, scope: string): Promise<Secret> {
    const refresh = await this.#refreshToken(loginServer)
    const answer = await this.#post<{ access_token: string }>(`https://${loginServer}/oauth2/token`, {
      grant_type: 'refresh_token',
      service: loginServer,
      scope,
      refresh_token: refresh.reveal(),
    })
    return this.#options.mask(answer.access_token)
  }

  /** What an engine logs in with, as the password of the user 00000000-0000-0000-0000-000000000000; holds for 3 h. */
  password(loginServer: string): Promise<Secret> {
    return this.#refreshToken(loginServer)
  }

  async #refreshToken(loginServer: string): Promise<Secret> {
    const url = `https://${loginServer}/oauth2/exchange`
    this.#options.table.check('Registry', url)
    const token = await this.#options.azureToken()
    if (!token) throw new CancelledError('Signing in')
    const answer = await this.#post<{ refresh_token: string }>(url, {
      grant_type: 'access_token',
      service: loginServer,
      tenant: this.#options.tenantId,
      access_token: token.token,
    })
    return this.#options.mask(answer.refresh_token)
  }

  async #post<T>(url: string, form: Readonly<Record<string, string>>): Promise<T> {
    const request = this.#request('POST', url, { 'content-type': 'application/x-www-form-urlencoded' })
    request.body = new URLSearchParams(form).toString()
    markRepeatable(request)
    const response = await this.#options.network.sendRequest(request)
    if (response.status !== 200) throw errorOf(request, response)
    return JSON.parse(response.bodyAsText ?? '{}') as T
  }

  #request(method: HttpMethods, url: string, headers: Record<string, string>): PipelineRequest {
    this.#options.table.check('Registry', url)
    return createPipelineRequest({
      url,
      method,
      headers: createHttpHeaders(headers),
      abortSignal: this.#options.signal,
      timeout: 100_000,
    })
  }
}
