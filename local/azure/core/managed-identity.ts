import { createHash } from 'node:crypto'
import { armKey, newGuid } from './ids.ts'
import type { World } from './world.ts'

type Fields = Record<string, unknown>

/**
 * The identity block of a resource as Azure answers it: a system-assigned one gets a principal, which it keeps, and
 * each user-assigned one is told with its own.
 */
export function identityOf(world: World, sent: unknown, before: Fields | null | undefined): Fields | null {
  if (!sent) return before ?? null
  const { type = '', userAssignedIdentities } = sent as Fields
  const { tenantId } = world.settings
  const isSystem = /SystemAssigned/i.test(String(type))
  const users = Object.keys(userAssignedIdentities ?? {})
  return {
    type,
    ...(isSystem && { principalId: before?.['principalId'] ?? newGuid(), tenantId }),
    ...(users.length > 0 && {
      userAssignedIdentities: Object.fromEntries(users.map(id => [id, userAssigned(id)])),
    }),
  }
}

/** Principal and client of a user-assigned identity: the same wherever it is used. */
export const userAssigned = (id: string) => ({
  principalId: guidFor(`principal ${armKey(id)}`),
  clientId: guidFor(`client ${armKey(id)}`),
})

/** A GUID that the same text always has. */
export const guidFor = (text: string): string =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
