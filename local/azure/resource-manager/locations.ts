import type { ArmCall } from '../core/arm-routes.ts'
import { armError } from '../core/errors.ts'
import type { World } from '../core/world.ts'

/** @throws 400 for a region that this subscription has nothing in; local Azure has one region. */
export function checkLocation({ settings }: World, { params, apiVersion }: ArmCall, type: string): void {
  const location = params['location'] ?? ''
  if (location.toLowerCase().replaceAll(' ', '') === settings.location) return
  throw armError(
    400,
    'NoRegisteredProviderFound',
    `No registered resource provider found for location '${location}' and API version '${apiVersion}' for type '${type}'. The supported locations are '${settings.location}'.`,
  )
}
