import type { AzurePlugin } from '../core/world.ts'
import { discoveryRoutes } from './discovery.ts'
import { seedPrincipal } from './seed.ts'
import { tokenRoute } from './token-route.ts'

/** Microsoft Entra ID: app registrations and their tokens. */
export const entra: AzurePlugin = {
  name: 'entra',
  async register(world, { activeDirectory }) {
    await discoveryRoutes(world, activeDirectory)
    await tokenRoute(world, activeDirectory)
    world.onReady(() => seedPrincipal(world))
    world.onReset(() => seedPrincipal(world))
  },
}
