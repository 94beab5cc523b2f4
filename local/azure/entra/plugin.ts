import { principalsOf } from '../core/principals.ts'
import type { AzurePlugin, World } from '../core/world.ts'
import { federationOf } from '../devops/connections.ts'
import { newPrincipal } from './new-principal.ts'
import { tokenRoutes } from './token-routes.ts'

/** Microsoft Entra ID: app registrations and their tokens. */
export const entra: AzurePlugin = {
  name: 'entra',
  register(world, { activeDirectory }) {
    tokenRoutes(world, activeDirectory)
    world.onReady(() => seed(world))
    world.onReset(() => seed(world))
  },
}

/** The service principal of the service connection; its address of trust follows the ports. */
function seed(world: World): void {
  const { settings, store } = world
  const { clientId, objectId, clientSecret, serviceConnectionId, subscriptionId, resourceGroup } = settings
  const scope = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`
  const principals = principalsOf(store)
  principals.put(clientId, {
    ...newPrincipal(world, { clientId, objectId, secret: clientSecret }),
    roles: principals.get(clientId)?.roles ?? [
      { role: 'Reader', scope: `/subscriptions/${subscriptionId}` },
      { role: 'Contributor', scope },
      { role: 'Storage Blob Data Contributor', scope },
    ],
    federatedCredentials: [
      { ...federationOf(world, serviceConnectionId), audience: 'api://AzureADTokenExchange' },
    ],
  })
}
