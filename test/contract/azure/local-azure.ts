import { readFileSync } from 'node:fs'
import { request } from 'node:https'
import { ClientSecretCredential } from '@azure/identity'
import type { Principal } from '../../../local/azure/core/principals.ts'
import type { RoleName } from '../../../local/azure/core/roles.ts'
import { type RunningAzure, type StartOptions, startAzure } from '../../../local/azure/api.ts'

/** A local Azure for one suite, and what a client of it needs. */
export interface AzureUnderTest extends RunningAzure {
  /** Options that make an official SDK trust local Azure's certificate. */
  trust: { tlsOptions: { ca: string } }
  credential: ClientSecretCredential
  /** The credential of a new principal: with these roles (over the subscription), or in another tenant. */
  stranger(given?: { role?: RoleName; tenantId?: string }): Promise<ClientSecretCredential>
  /** A bare HTTPS call, for what no SDK would send. */
  call(method: string, url: string, options?: CallOptions): Promise<Answer>
  /** The same on the control API, with its token. */
  control(method: string, path: string, body?: object): Promise<Answer>
}

export interface CallOptions {
  headers?: Record<string, string>
  body?: string | object
  token?: string
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  json(): Record<string, unknown>
}

export async function startForTest(options: StartOptions = {}): Promise<AzureUnderTest> {
  const azure = await startAzure(options)
  const { description } = azure
  const ca = readFileSync(description.caFile, 'utf8')
  const call = (method: string, url: string, one: CallOptions = {}) => send(method, url, one, ca)
  const control = (method: string, path: string, body?: object) =>
    call(method, description.control.url + path, { token: description.control.token, ...(body && { body }) })
  return {
    ...azure,
    trust: { tlsOptions: { ca } },
    credential: secretCredential(azure, ca),
    call,
    control,
    async stranger({ role, ...given } = {}) {
      const scope = `/subscriptions/${description.subscriptionId}`
      const made = await control('POST', '/principals', {
        ...given,
        ...(role && { roles: [{ role, scope }] }),
      })
      const { secret, ...principal } = made.json() as unknown as Principal
      return secretCredential(azure, ca, { ...principal, clientSecret: secret ?? '' })
    },
  }
}

type Given = Pick<RunningAzure['description'], 'tenantId' | 'clientId' | 'clientSecret'>

export function secretCredential(
  { description }: Pick<RunningAzure, 'description'>,
  ca: string,
  given: Partial<Given> = {},
): ClientSecretCredential {
  const { tenantId, clientId, clientSecret } = { ...description, ...given }
  return new ClientSecretCredential(tenantId, clientId, clientSecret, authority(description, ca))
}

export const authority = ({ endpoints }: RunningAzure['description'], ca: string) => ({
  authorityHost: endpoints.activeDirectory,
  disableInstanceDiscovery: true,
  tlsOptions: { ca },
  retryOptions: { maxRetries: 0 },
})

function send(
  method: string,
  url: string,
  { headers, body, token }: CallOptions,
  ca: string,
): Promise<Answer> {
  const text = typeof body === 'object' ? JSON.stringify(body) : body
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method,
      ca,
      agent: false,
      headers: {
        ...(typeof body === 'object' && { 'content-type': 'application/json' }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(text !== undefined && { 'content-length': String(Buffer.byteLength(text)) }),
        ...headers,
      },
    })
    outgoing.on('error', reject)
    outgoing.on('response', answer => {
      const chunks: Buffer[] = []
      answer.on('data', chunk => chunks.push(chunk as Buffer))
      answer.on('error', reject)
      answer.on('end', () => {
        const received = Buffer.concat(chunks).toString()
        const json = () => JSON.parse(received) as Record<string, unknown>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text: received, json })
      })
    })
    outgoing.end(text)
  })
}
