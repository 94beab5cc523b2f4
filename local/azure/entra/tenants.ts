import { principalsOf } from '../core/principals.ts'
import type { World } from '../core/world.ts'
import { unknownTenant } from './errors.ts'

/** @throws AADSTS90002 for a tenant that holds no principal. */
export function requireTenant({ settings, store }: World, tenant: string): void {
  const known = [
    settings.tenantId,
    ...principalsOf(store)
      .list()
      .map(({ tenantId }) => tenantId),
  ]
  if (!known.includes(tenant.toLowerCase())) throw unknownTenant(tenant)
}
