import { AzureError } from '../core/errors.ts'
import type { Caller } from '../core/principals.ts'
import type { World } from '../core/world.ts'
import type { VaultDocument } from './vault-document.ts'

const RESOURCE = 'https://vault.azure.net'

/** The data plane's envelope: the telling code is the inner one. */
export function vaultError(
  status: number,
  code: string,
  message: string,
  inner?: string,
  headers: Record<string, string> = {},
): AzureError {
  const innererror = inner === undefined ? {} : { innererror: { code: inner } }
  return new AzureError(status, { error: { code, message, ...innererror } }, headers)
}

/** 401 with the challenge from which clients learn tenant and resource. */
export function unauthorized({ endpoints, settings }: World, message: string): AzureError {
  const authorization = `${endpoints.activeDirectory}/${settings.tenantId}`
  const challenge = `Bearer authorization="${authorization}", resource="${RESOURCE}"`
  return vaultError(401, 'Unauthorized', message, undefined, { 'www-authenticate': challenge })
}

export const forbiddenByRole = (
  vault: VaultDocument,
  caller: Caller,
  action: string,
  secret: string,
): AzureError =>
  vaultError(
    403,
    'Forbidden',
    `Caller is not authorized to perform action on resource.\r\nIf role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\nCaller: appid=${caller.appId};oid=${caller.objectId};iss=https://sts.windows.net/${caller.tenantId}/\r\nAction: '${action}'\r\nResource: '${vault.id.toLowerCase()}/secrets/${secret}'\r\nAssignment: (not found)\r\nDenyAssignmentId: null\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: ${vault.name};location=${vault.location}\r\n`,
    'ForbiddenByRbac',
  )

export const forbiddenByPolicy = (vault: VaultDocument, caller: Caller, permission: string): AzureError =>
  vaultError(
    403,
    'Forbidden',
    `The user, group or application 'appid=${caller.appId};oid=${caller.objectId};iss=https://sts.windows.net/${caller.tenantId}/' does not have secrets ${permission} permission on key vault '${vault.name};location=${vault.location}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    'AccessDenied',
  )

export const forbiddenByNetwork = (vault: VaultDocument, caller: Caller): AzureError =>
  vaultError(
    403,
    'Forbidden',
    `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\nCaller: appid=${caller.appId};oid=${caller.objectId};iss=https://sts.windows.net/${caller.tenantId}/\r\nVault: ${vault.name};location=${vault.location}`,
    'ForbiddenByConnection',
  )

export const secretNotFound = (name: string): AzureError =>
  vaultError(
    404,
    'SecretNotFound',
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  )

export const deletedSecretNotFound = (name: string): AzureError =>
  vaultError(404, 'SecretNotFound', `Deleted Secret not found: ${name}`)

export const secretIsDeleted = (name: string): AzureError =>
  vaultError(
    409,
    'Conflict',
    `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
    'ObjectIsDeletedButRecoverable',
  )

export const secretDisabled = (): AzureError =>
  vaultError(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.', 'SecretDisabled')
