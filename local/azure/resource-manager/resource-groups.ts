import { RESOURCE_GROUP, SUBSCRIPTION, armRoute } from '../core/arm-routes.ts'
import type { Caller } from '../core/principals.ts'
import { principalsOf } from '../core/principals.ts'
import type { Collection, Store } from '../core/store.ts'
import type { Servers, World } from '../core/world.ts'

export interface ResourceGroup {
  id: string
  name: string
  location: string
  tags: Record<string, string>
}

export const resourceGroups = (store: Store): Collection<ResourceGroup> => store.collection('resourceGroups')

export function resourceGroupRoutes(world: World, servers: Servers): void {
  const { store, settings } = world
  const read = 'Microsoft.Resources/subscriptions/resourceGroups/read'
  servers.resourceManager.get('/subscriptions', request => ({
    value: hasAnyRole(store, request.caller) ? [toSubscription(world)] : [],
  }))
  armRoute(world, servers, {
    method: 'GET',
    path: SUBSCRIPTION,
    action: 'Microsoft.Resources/subscriptions/read',
    handle: () => toSubscription(world),
  })
  armRoute(world, servers, {
    method: 'GET',
    path: `${SUBSCRIPTION}/resourceGroups`,
    action: read,
    handle: () => ({ value: resourceGroups(store).list().map(toBody) }),
  })
  armRoute(world, servers, {
    method: 'GET',
    path: RESOURCE_GROUP,
    action: read,
    handle: ({ params }) => {
      const group = resourceGroups(store).get(
        `/subscriptions/${settings.subscriptionId}/resourceGroups/${params['resourceGroup']}`,
      )
      return group && toBody(group)
    },
  })
}

const toBody = (group: ResourceGroup) => ({
  ...group,
  type: 'Microsoft.Resources/resourceGroups',
  properties: { provisioningState: 'Succeeded' },
})

function toSubscription({ settings }: World) {
  const { subscriptionId, subscriptionName, tenantId } = settings
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: 'RoleBased',
    subscriptionId,
    tenantId,
    displayName: subscriptionName,
    state: 'Enabled',
    subscriptionPolicies: {
      locationPlacementId: 'Public_2014-09-01',
      quotaId: 'PayAsYouGo_2014-09-01',
      spendingLimit: 'Off',
    },
  }
}

const hasAnyRole = (store: Store, caller?: Caller): boolean =>
  caller !== undefined && (principalsOf(store).get(caller.appId)?.roles.length ?? 0) > 0
