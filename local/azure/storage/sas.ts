import { createHmac } from 'node:crypto'
import {
  BlobSASPermissions,
  ContainerSASPermissions,
  SASProtocol,
  type UserDelegationKey,
  generateBlobSASQueryParameters,
} from '@azure/storage-blob'
import type { SasRequest } from '../core/blobs.ts'
import type { Clock } from '../core/clock.ts'
import type { Settings } from '../core/settings.ts'

/** Run history's links: valid from ten minutes ago for eight hours and ten minutes. */
const LIFETIME = (8 * 60 + 10) * 60_000
const IN_THE_PAST = 10 * 60_000
const VERSION = '2021-12-02'

export type SasSettings = Pick<Settings, 'storageAccount' | 'delegationSecret' | 'objectId' | 'tenantId'>

/** A user-delegation SAS as a query string, e.g. `sv=..&sr=b&sig=..&skoid=..`. */
export function mintSas(request: SasRequest, settings: SasSettings, clock: Clock): string {
  const start = new Date(clock.now().getTime() - IN_THE_PAST)
  const expiry = new Date(
    start.getTime() +
      (request.lifetimeMilliseconds ?? LIFETIME) +
      (request.lifetimeMilliseconds ? IN_THE_PAST : 0),
  )
  return signSas(
    {
      container: request.container,
      permissions: request.permissions,
      start,
      expiry,
      key: delegationKey(settings, start, expiry),
      ...(request.blob !== undefined && { blob: request.blob }),
    },
    settings,
  )
}

export interface SignedFields {
  container: string
  blob?: string
  permissions: string
  start: Date
  expiry: Date
  key: UserDelegationKey
  protocol?: string
}

/** The storage SDK's own signing; the front signs again what a link claims and compares. */
export function signSas(fields: SignedFields, settings: SasSettings): string {
  const { container, blob, permissions, start, expiry, key } = fields
  const common = {
    containerName: container,
    startsOn: start,
    expiresOn: expiry,
    version: VERSION,
    protocol: SASProtocol.Https,
  }
  const scoped =
    blob === undefined
      ? { ...common, permissions: ContainerSASPermissions.parse(permissions) }
      : { ...common, blobName: blob, permissions: BlobSASPermissions.parse(permissions) }
  return generateBlobSASQueryParameters(scoped, key, settings.storageAccount).toString()
}

/** The user-delegation key of a period: derived, so nothing needs to be remembered. */
export function delegationKey(settings: SasSettings, start: Date, expiry: Date): UserDelegationKey {
  const seconds = (date: Date) => date.toISOString().replace(/\.\d+Z$/, 'Z')
  const value = createHmac('sha256', Buffer.from(settings.delegationSecret, 'base64'))
    .update(`${settings.objectId}\n${settings.tenantId}\n${seconds(start)}\n${seconds(expiry)}`)
    .digest('base64')
  return {
    signedObjectId: settings.objectId,
    signedTenantId: settings.tenantId,
    signedStartsOn: start,
    signedExpiresOn: expiry,
    signedService: 'b',
    signedVersion: VERSION,
    value,
  }
}
