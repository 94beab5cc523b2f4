import type { FastifyRequest } from 'fastify'
import { notEmulated } from '../core/errors.ts'
import type { World } from '../core/world.ts'
import { SAS_PARAMETERS } from './check-sas.ts'
import { accountNotFound } from './errors.ts'
import type { BlobRequest } from './permissions.ts'

/** Operations that Azure Storage has and this front has not. */
const UNKNOWN_OPERATIONS = [
  'batch',
  'userdelegationkey',
  'blobs',
  'query',
  'immutabilityPolicies',
  'legalhold',
]

/**
 * The path as `/{account}/{container}/{blob}`. A client that names the account in the host, as in Azure, reaches the
 * same: `{account}.blob.core.localhost`.
 */
export function accountPath(request: FastifyRequest): string {
  const [path = '/'] = (request.raw.url ?? '/').split('?')
  const account = /^([^.]+)[.]blob[.]/.exec(request.headers.host ?? '')?.[1]
  return account === undefined ? path : `/${account}${path}`
}

/** Splits the path; other accounts are not found, as by their name in Azure. */
export function toBlobRequest(world: World, request: FastifyRequest): BlobRequest {
  const [, query = ''] = (request.raw.url ?? '').split('?')
  const [account, container, ...blob] = accountPath(request).split('/').slice(1).map(decodeURIComponent)
  if (account !== world.blobs.account) throw accountNotFound()
  const parameters = Object.fromEntries(new URLSearchParams(query))
  refuseUnknown(request, parameters['comp'])
  return {
    method: request.method,
    query: parameters,
    headers: request.headers,
    ...(container && { container }),
    ...(blob.length > 0 && blob[0] !== '' && { blob: blob.join('/') }),
  }
}

function refuseUnknown({ headers, method }: FastifyRequest, operation: string | undefined): void {
  if (operation && UNKNOWN_OPERATIONS.includes(operation))
    throw notEmulated(`the blob storage operation ${method} ?comp=${operation}`)
  if (headers['x-ms-copy-source']) throw notEmulated('copying a blob from a URL')
}

/** The query of the operation itself, in its own encoding. */
export function withoutSas(query: string): string {
  return query
    .split('&')
    .filter(part => part && !SAS_PARAMETERS.includes(part.split('=')[0] ?? ''))
    .join('&')
}
