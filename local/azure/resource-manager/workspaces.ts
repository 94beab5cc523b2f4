import { RESOURCE_GROUP, SUBSCRIPTION, WORKSPACE, armRoute } from '../core/arm-routes.ts'
import { newGuid } from '../core/ids.ts'
import type { Collection, Store } from '../core/store.ts'
import type { Servers, World } from '../core/world.ts'

/** What is stored of a workspace; addresses are added when it is read, because ports may change. */
export interface Workspace {
  id: string
  name: string
  resourceGroup: string
  location: string
  tags: Record<string, string>
  workspaceId: string
  principalId: string
  /** ARM id; null until an image is built for the first time. */
  containerRegistry: string | null
  applicationInsightsKey: string
  createdAt: string
}

export const workspaces = (store: Store): Collection<Workspace> => store.collection('workspaces')

export function newWorkspace({ settings, workspaceArmId, clock }: World): Workspace {
  return {
    id: workspaceArmId,
    name: settings.workspace,
    resourceGroup: settings.resourceGroup,
    location: settings.location,
    tags: {},
    workspaceId: settings.workspaceId,
    principalId: newGuid(),
    containerRegistry: null,
    applicationInsightsKey: newGuid(),
    createdAt: clock.now().toISOString(),
  }
}

export function workspaceRoutes(world: World, servers: Servers): void {
  const action = 'Microsoft.MachineLearningServices/workspaces/read'
  const list = (under: string) => ({
    value: workspaces(world.store)
      .listUnder(under)
      .map(one => toBody(world, one)),
  })
  armRoute(world, servers, {
    method: 'GET',
    path: WORKSPACE,
    action,
    handle: ({ id }) => {
      const workspace = workspaces(world.store).get(id)
      return workspace && toBody(world, workspace)
    },
  })
  for (const parent of [SUBSCRIPTION, RESOURCE_GROUP])
    armRoute(world, servers, {
      method: 'GET',
      path: `${parent}/providers/Microsoft.MachineLearningServices/workspaces`,
      action,
      handle: ({ id }) => list(id.slice(0, id.toLowerCase().indexOf('/providers/'))),
    })
}

function toBody(world: World, workspace: Workspace) {
  const { id, name, location, tags, principalId } = workspace
  const who = { at: workspace.createdAt, by: world.settings.clientId }
  return {
    id,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces',
    location,
    tags,
    etag: null,
    kind: 'Default',
    properties: { ...properties(world, workspace), ...addresses(world, id) },
    identity: { type: 'SystemAssigned', principalId, tenantId: world.settings.tenantId },
    sku: { name: 'Basic', tier: 'Basic' },
    systemData: {
      createdAt: who.at,
      createdBy: who.by,
      createdByType: 'Application',
      lastModifiedAt: who.at,
      lastModifiedBy: who.by,
      lastModifiedByType: 'Application',
    },
  }
}

function properties({ settings, config }: World, workspace: Workspace) {
  const providers = `/subscriptions/${settings.subscriptionId}/resourceGroups/${workspace.resourceGroup}/providers`
  return {
    friendlyName: workspace.name,
    description: '',
    storageAccount: `${providers}/Microsoft.Storage/storageAccounts/${settings.storageAccount}`,
    keyVault: `${providers}/Microsoft.Keyvault/vaults/kv-mlops`,
    applicationInsights: `${providers}/Microsoft.insights/components/appi-mlops`,
    containerRegistry: workspace.containerRegistry,
    hbiWorkspace: false,
    tenantId: settings.tenantId,
    imageBuildCompute: null,
    provisioningState: 'Succeeded',
    v1LegacyMode: false,
    softDeleteEnabled: false,
    storageHnsEnabled: false,
    workspaceId: workspace.workspaceId,
    privateLinkCount: 0,
    publicNetworkAccess: 'Enabled',
    systemDatastoresAuthMode: config.accountKey ? 'accessKey' : 'identity',
    sdkTelemetryAppInsightsKey: workspace.applicationInsightsKey,
    sasGetterUri: '',
  }
}

function addresses({ endpoints }: World, id: string) {
  return {
    discoveryUrl: `${endpoints.dataPlane}/discovery`,
    mlFlowTrackingUri: `azureml://${new URL(endpoints.dataPlane).host}/mlflow/v1.0${id}`,
  }
}
