import { AzureError } from '../../core/errors.ts'
import type { World } from '../../core/world.ts'
import { loginServer } from '../login-server.ts'

const VERSION = { 'docker-distribution-api-version': 'registry/2.0' }

/** Source: OCI distribution specification, error codes. */
export const registryError = (
  status: number,
  code: string,
  message: string,
  more: { detail?: unknown; headers?: Record<string, string> } = {},
): AzureError =>
  new AzureError(
    status,
    { errors: [{ code, message, ...(more.detail !== undefined && { detail: more.detail }) }] },
    { ...VERSION, ...more.headers },
  )

export interface Challenge {
  /** What the caller would need, e.g. `repository:model:pull`. */
  scope?: { type: string; name: string; action: string }
  /** Why the token that was given is not enough. */
  error?: 'invalid_token' | 'insufficient_scope'
}

/** 401 with the challenge that tells a client where to get a token, and for what. */
export function unauthorized(world: World, { scope, error }: Challenge = {}): AzureError {
  const service = loginServer(world)
  const parts = {
    realm: `https://${service}/oauth2/token`,
    service,
    ...(scope && { scope: `${scope.type}:${scope.name}:${scope.action}` }),
    ...(error && { error }),
  }
  const challenge = Object.entries(parts).map(([name, value]) => `${name}="${value}"`)
  return registryError(
    401,
    'UNAUTHORIZED',
    'authentication required, visit https://aka.ms/acr/authorization for more information.',
    {
      detail: scope ? [{ Type: scope.type, Name: scope.name, Action: scope.action }] : null,
      headers: { 'www-authenticate': `Bearer ${challenge.join(',')}` },
    },
  )
}

export const manifestUnknown = (reference: string): AzureError =>
  registryError(404, 'MANIFEST_UNKNOWN', `manifest tagged by "${reference}" is not found`, {
    detail: { Tag: reference },
  })

export const blobUnknown = (digest: string): AzureError =>
  registryError(404, 'BLOB_UNKNOWN', 'blob unknown to registry', { detail: digest })

export const nameUnknown = (name: string): AzureError =>
  registryError(404, 'NAME_UNKNOWN', 'repository name not known to registry', { detail: { name } })

export const digestInvalid = (digest: string): AzureError =>
  registryError(400, 'DIGEST_INVALID', 'provided digest did not match uploaded content', {
    detail: { digest },
  })

export const uploadUnknown = (): AzureError =>
  registryError(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry')

export const manifestInvalid = (why: string): AzureError =>
  registryError(400, 'MANIFEST_INVALID', 'manifest invalid', { detail: why })

/** What is locked against deletes or writes; a lock on writes forbids deletes too. */
export const disallowedOperation = (): AzureError =>
  registryError(
    405,
    'REGISTRY_DISALLOWED_OPERATION',
    'The operation is disallowed on this registry, repository or image. View troubleshooting steps at https://aka.ms/acr/faq/#why-does-my-pull-or-push-request-fail-with-disallowed-operation',
    { detail: {} },
  )

/** The registry's refusals of tokens other than its own. */
export const exchangeRefused = (message: string): AzureError => registryError(401, 'UNAUTHORIZED', message)
