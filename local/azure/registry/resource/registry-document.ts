import type { Collection } from '../../core/store.ts'
import type { World } from '../../core/world.ts'
import { workspaces } from '../../resource-manager/workspaces.ts'
import { loginServer, registryArmId, registryName } from '../login-server.ts'

/** What is stored of a registry; its address is added when it is read, because ports may change. */
export interface RegistryDocument {
  id: string
  name: string
  location: string
  tags: Record<string, string>
  createdAt: string
}

export const registries = ({ store }: World): Collection<RegistryDocument> => store.collection('registries')

/** The registry that was made with the workspace; nothing where it is there already. */
export function seedRegistry(world: World): void {
  const { settings, store, clock } = world
  const id = registryArmId(world)
  const createdAt = clock.now().toISOString()
  const { location } = settings
  if (!registries(world).has(id))
    registries(world).put(id, { id, name: registryName(world), location, tags: {}, createdAt })
  const workspace = workspaces(store).get(world.workspaceArmId)
  if (workspace && workspace.containerRegistry === null)
    workspaces(store).put(workspace.id, { ...workspace, containerRegistry: id })
}

/** The resource as ARM answers it. */
export function registryBody(world: World, { id, name, location, tags, createdAt }: RegistryDocument) {
  const by = world.settings.clientId
  return {
    sku: { name: 'Basic', tier: 'Basic' },
    type: 'Microsoft.ContainerRegistry/registries',
    id,
    name,
    location,
    tags,
    systemData: {
      createdBy: by,
      createdByType: 'Application',
      createdAt,
      lastModifiedBy: by,
      lastModifiedByType: 'Application',
      lastModifiedAt: createdAt,
    },
    properties: { loginServer: loginServer(world), creationDate: createdAt, ...settingsOf(world) },
  }
}

const settingsOf = ({ config }: World) => ({
  provisioningState: 'Succeeded',
  adminUserEnabled: false,
  policies: {
    quarantinePolicy: { status: 'disabled' },
    trustPolicy: { type: 'Notary', status: 'disabled' },
    retentionPolicy: { days: 7, status: 'disabled' },
    exportPolicy: { status: 'enabled' },
    azureADAuthenticationAsArmPolicy: { status: 'enabled' },
  },
  encryption: { status: 'disabled' },
  dataEndpointEnabled: false,
  dataEndpointHostNames: [],
  privateEndpointConnections: [],
  publicNetworkAccess: 'Enabled',
  networkRuleBypassOptions: 'AzureServices',
  zoneRedundancy: 'Disabled',
  anonymousPullEnabled: false,
  roleAssignmentMode: config.roleAssignmentMode,
})
