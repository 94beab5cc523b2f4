import { principalsOf } from '../core/principals.ts'
import type { World } from '../core/world.ts'
import { newPrincipal } from './new-principal.ts'

/** The service principal of the service connections; roles that somebody changed are kept. */
export function seedPrincipal(world: World): void {
  const { settings, store } = world
  const { clientId, objectId, clientSecret } = settings
  const principals = principalsOf(store)
  const group = `/subscriptions/${settings.subscriptionId}/resourceGroups/${settings.resourceGroup}`
  principals.put(clientId, {
    ...newPrincipal(world, { clientId, objectId, secret: clientSecret }),
    roles: principals.get(clientId)?.roles ?? [
      { role: 'Reader', scope: `/subscriptions/${settings.subscriptionId}` },
      { role: 'Contributor', scope: group },
      { role: 'Storage Blob Data Contributor', scope: group },
      { role: 'Key Vault Secrets Officer', scope: group },
    ],
  })
}
