import { AzureError } from '../core/errors.ts'
import { audiences } from '../core/audiences.ts'
import { maySeeData } from '../core/principals.ts'
import type { World } from '../core/world.ts'
import { checkUserDelegationSas, isUserDelegation } from './check-sas.ts'
import {
  anonymousRefused,
  invalidAuthentication,
  keysRefused,
  noAuthentication,
  roleMissing,
} from './errors.ts'
import { type BlobRequest, needOf } from './permissions.ts'

/** Who has been let in: `account-key` requests carry a signature that Azurite itself must still check. */
export type Admission = 'token' | 'sas' | 'account-key'

/** Lets a request in as Azure Storage would, or throws its refusal. */
export async function admit(world: World, request: BlobRequest): Promise<Admission> {
  const authorization = header(request, 'authorization')
  if (request.query['sig'] !== undefined) return admitSas(world, request)
  if (authorization === undefined)
    throw request.container === undefined ? noAuthentication() : anonymousRefused()
  if (/^sharedkey/i.test(authorization)) return admitKey(world)
  await admitToken(world, request, authorization)
  return 'token'
}

function admitSas(world: World, request: BlobRequest): Admission {
  if (!isUserDelegation(request.query)) return admitKey(world)
  checkUserDelegationSas(request, world.settings, world.clock)
  return 'sas'
}

function admitKey({ config }: World): Admission {
  if (!config.accountKey) throw keysRefused()
  return 'account-key'
}

async function admitToken(world: World, request: BlobRequest, authorization: string): Promise<void> {
  const caller = await verify(world, authorization)
  const { settings, store } = world
  const account = `/subscriptions/${settings.subscriptionId}/resourceGroups/${settings.resourceGroup}/providers/Microsoft.Storage/storageAccounts/${settings.storageAccount}`
  const { container } = request
  const scope = container ? `${account}/blobServices/default/containers/${container}` : account
  const { dataAction } = needOf(request)
  const action = `Microsoft.Storage/storageAccounts/blobServices/containers/blobs/${dataAction}`
  if (!maySeeData(store, caller, action, scope)) throw roleMissing()
}

/** Storage words its refusals of tokens in its own way. */
async function verify({ tokens }: World, authorization: string) {
  try {
    return await tokens.verify(authorization, audiences.storage)
  } catch (error) {
    if (error instanceof AzureError) throw invalidAuthentication(reasonOf(error))
    throw error
  }
}

function reasonOf({ body }: AzureError): string {
  const code = typeof body === 'object' ? (body as { error?: { code?: string } }).error?.code : undefined
  if (code === 'InvalidAuthenticationTokenAudience')
    return 'Audience validation failed. Audience did not match.'
  if (code === 'ExpiredAuthenticationToken') return 'Lifetime validation failed. The token is expired.'
  if (code === 'InvalidAuthenticationTokenTenant') return 'Issuer validation failed. Issuer did not match.'
  return 'Signature validation failed. Signature key not found.'
}

function header({ headers }: BlobRequest, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : undefined
}
