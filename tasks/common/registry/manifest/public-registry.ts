import { createHttpHeaders, createPipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline'
import { errorOf } from '../../azure/authenticated-door.ts'
import { answerAsIs } from '../../azure/retry.ts'
import type { AzureSession } from '../../azure/session.ts'
import type { Secret } from '../../host/secret.ts'
import type { ImageReference } from './image-reference.ts'
import { MANIFESTS } from './media-types.ts'

/** A user of a registry that is not Azure's to open. */
export interface RegistryLogin {
  readonly username: string
  readonly password: Secret
}

/** Networks that let nothing out often do not say so. */
const PATIENCE_IN_MILLISECONDS = 10_000

/**
 * The digest of an image in a registry that anybody, or this user, may read. Asked once, without retries: a build does
 * not depend on it. The login goes to the registry, and to a token service of the same domain, never elsewhere.
 *
 * @see https://distribution.github.io/distribution/spec/auth/token/
 * @throws AzureError for a refusal, RestError where nobody answers
 */
export async function publicDigest(
  session: AzureSession,
  { registry, repository, version }: ImageReference,
  login: RegistryLogin | undefined,
): Promise<string | undefined> {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry
  const url = `https://${host}/v2/${repository}/manifests/${version}`
  const head = (authorization?: string): Promise<PipelineResponse> =>
    send(session, 'HEAD', url, { accept: MANIFESTS, ...(authorization && { authorization }) })
  let response = await head()
  const challenge = response.headers.get('www-authenticate')
  if (response.status === 401 && challenge !== undefined)
    response = await head(await answerTo(session, challenge, host, login))
  if (response.status !== 200) throw errorOf(response.request, response)
  return response.headers.get('docker-content-digest')
}

async function answerTo(
  session: AzureSession,
  challenge: string,
  host: string,
  login: RegistryLogin | undefined,
): Promise<string | undefined> {
  const basic = login && `Basic ${toBase64(`${login.username}:${login.password.reveal()}`)}`
  if (/^basic\b/i.test(challenge)) return basic
  const { realm, service, scope } = parametersOf(challenge)
  if (realm === undefined || !URL.canParse(realm)) return undefined
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set('service', service)
  if (scope !== undefined) url.searchParams.set('scope', scope)
  const mayHaveLogin = url.protocol === 'https:' && domainOf(url.host) === domainOf(host)
  const headers = basic !== undefined && mayHaveLogin ? { authorization: basic } : {}
  const response = await send(session, 'GET', url.href, headers)
  if (response.status !== 200) throw errorOf(response.request, response)
  const token = tokenIn(response.bodyAsText ?? '')
  return token === undefined ? undefined : `Bearer ${session.mask(token).reveal()}`
}

/** A page of a proxy, say, is no answer of a token service. */
function tokenIn(text: string): string | undefined {
  try {
    const answer = JSON.parse(text) as { token?: string; access_token?: string } | null
    return answer?.access_token ?? answer?.token
  } catch {
    return undefined
  }
}

function send(
  { anonymous, signal }: AzureSession,
  method: 'GET' | 'HEAD',
  url: string,
  headers: Readonly<Record<string, string>>,
): Promise<PipelineResponse> {
  const request = createPipelineRequest({
    url,
    method,
    headers: createHttpHeaders({ ...headers }),
    abortSignal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_IN_MILLISECONDS)]),
  })
  answerAsIs(request)
  return anonymous.network.sendRequest(request)
}

function parametersOf(challenge: string): Partial<Record<string, string>> {
  const found = [...challenge.matchAll(/(\w+)="([^"]*)"/g)]
  return Object.fromEntries(found.map(([, name = '', value = '']) => [name, value]))
}

/** `auth.docker.io` and `registry-1.docker.io` belong together; `localhost:5000` only to itself. */
const domainOf = (host: string): string =>
  host.includes(':') ? host : host.split('.').slice(-2).join('.').toLowerCase()

const toBase64 = (text: string): string => Buffer.from(text).toString('base64')
