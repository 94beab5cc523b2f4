import { AzureError } from '../core/errors.ts'
import { audiences } from '../core/audiences.ts'
import { type Caller, maySeeData } from '../core/principals.ts'
import type { World } from '../core/world.ts'
import { forbiddenByNetwork, forbiddenByPolicy, forbiddenByRole, unauthorized } from './errors.ts'
import type { VaultDocument } from './vault-document.ts'

/** A permission of access policies, with the data action that it is under roles. */
const PERMISSIONS = {
  get: 'getSecret',
  list: 'readMetadata',
  set: 'setSecret',
  delete: 'delete',
  recover: 'recover',
  purge: 'purge',
} as const

export type Permission = keyof typeof PERMISSIONS

/** @throws 401 with a challenge, for a missing, foreign or expired token */
export async function signedIn(world: World, authorization: string | undefined): Promise<Caller> {
  if (!authorization) throw unauthorized(world, 'AKV10000: Request is missing a Bearer or PoP token.')
  try {
    return await world.tokens.verify(authorization, audiences.vault)
  } catch (error) {
    if (error instanceof AzureError)
      throw unauthorized(world, `AKV10032: Invalid issuer or audience. ${reasonOf(error)}`)
    throw error
  }
}

/** @throws 403 by the vault's network, its roles or its access policies */
export function allow(
  world: World,
  vault: VaultDocument,
  caller: Caller,
  permission: Permission,
  secret: string,
): void {
  if (vault.publicNetworkAccess === 'Disabled') throw forbiddenByNetwork(vault, caller)
  if (vault.enableRbacAuthorization) {
    const action = `Microsoft.KeyVault/vaults/secrets/${PERMISSIONS[permission]}/action`
    if (!maySeeData(world.store, caller, action, `${vault.id}/secrets/${secret}`))
      throw forbiddenByRole(vault, caller, action, secret)
    return
  }
  const policies = vault.accessPolicies.filter(({ objectId }) => objectId === caller.objectId)
  const held = policies.flatMap(({ permissions }) => permissions.secrets ?? []).map(one => one.toLowerCase())
  if (!held.includes(permission) && !held.includes('all')) throw forbiddenByPolicy(vault, caller, permission)
}

const reasonOf = ({ body }: AzureError): string =>
  typeof body === 'object' ? ((body as { error?: { message?: string } }).error?.message ?? '') : ''
