import type { World } from '../core/world.ts'
import { datastoreContainers } from './datastores.ts'
import { type ResourceGroup, resourceGroups } from './resource-groups.ts'
import { seedUsages } from './usages.ts'
import { newWorkspace, workspaces } from './workspaces.ts'

/** What a subscription holds after somebody made a workspace in it; nothing where it is there already. */
export async function seedResources(world: World): Promise<void> {
  const { settings, store } = world
  const group: ResourceGroup = {
    id: `/subscriptions/${settings.subscriptionId}/resourceGroups/${settings.resourceGroup}`,
    name: settings.resourceGroup,
    location: settings.location,
    tags: {},
  }
  if (!resourceGroups(store).has(group.id)) resourceGroups(store).put(group.id, group)
  if (!workspaces(store).has(world.workspaceArmId))
    workspaces(store).put(world.workspaceArmId, newWorkspace(world))
  seedUsages(world)
  for (const container of datastoreContainers(world)) await world.blobs.createContainer(container)
}
