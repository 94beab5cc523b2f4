import { randomBytes } from 'node:crypto'
import { newGuid } from '../core/ids.ts'
import type { Principal } from '../core/principals.ts'
import type { World } from '../core/world.ts'

/** A principal with what is given, and a secret but no roles where nothing is. */
export function newPrincipal({ settings }: World, given: Partial<Principal>): Principal {
  return {
    clientId: newGuid(),
    objectId: newGuid(),
    tenantId: settings.tenantId,
    secret: randomBytes(24).toString('base64url'),
    federatedCredentials: [],
    roles: [],
    ...given,
  }
}
