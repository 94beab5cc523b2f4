import { WORKSPACE, armRoute } from '../core/arm-routes.ts'
import { mfeNotFound, mfeUserError } from '../core/mfe-errors.ts'
import type { Servers, World } from '../core/world.ts'

/** The blob datastores that every workspace is born with, and the container of each. */
const datastores = [
  { name: 'workspaceblobstore', isDefault: true, container: (id: string) => `azureml-blobstore-${id}` },
  { name: 'workspaceartifactstore', isDefault: false, container: () => 'azureml' },
]

type Datastore = (typeof datastores)[number]

export const datastoreContainers = ({ settings }: World): string[] =>
  datastores.map(({ container }) => container(settings.workspaceId))

/** Container of a datastore by name; undefined for an unknown one. */
export const containerOf = ({ settings }: World, name: string): string | undefined =>
  find(name)?.container(settings.workspaceId)

export function datastoreRoutes(world: World, servers: Servers): void {
  const provider = 'Microsoft.MachineLearningServices/workspaces/datastores'
  armRoute(world, servers, {
    method: 'GET',
    path: `${WORKSPACE}/datastores`,
    action: `${provider}/read`,
    handle: ({ query }) => ({
      value: datastores
        .filter(
          one =>
            query['isDefault'] === undefined || String(one.isDefault) === query['isDefault'].toLowerCase(),
        )
        .filter(one => query['names'] === undefined || query['names'].split(',').includes(one.name))
        .map(one => toBody(world, one)),
    }),
  })
  armRoute(world, servers, {
    method: 'GET',
    path: `${WORKSPACE}/datastores/:name`,
    action: `${provider}/read`,
    handle: ({ params }) => toBody(world, required(world, params['name'])),
  })
  armRoute(world, servers, {
    method: 'POST',
    path: `${WORKSPACE}/datastores/:name/listSecrets`,
    action: `${provider}/listSecrets/action`,
    handle: ({ params }) => secretsOf(world, required(world, params['name'])),
  })
}

const find = (name: string) => datastores.find(one => one.name === name.toLowerCase())

function required(world: World, name = ''): Datastore {
  const datastore = find(name)
  if (!datastore) throw mfeNotFound(`Datastore ${name}`, world.mfe())
  return datastore
}

function secretsOf({ config, settings, ...world }: World, { name }: Datastore) {
  if (!config.accountKey)
    throw mfeUserError(`No secrets for credentials of type None. Datastore: ${name}.`, world.mfe())
  return { secretsType: 'AccountKey', key: settings.storageAccountKey }
}

function toBody(world: World, { name, isDefault, container }: Datastore) {
  const { settings, config, endpoints } = world
  return {
    id: `${world.workspaceArmId}/datastores/${name}`,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/datastores',
    properties: {
      description: null,
      tags: null,
      properties: null,
      isDefault,
      credentials: { credentialsType: config.accountKey ? 'AccountKey' : 'None' },
      datastoreType: 'AzureBlob',
      accountName: settings.storageAccount,
      containerName: container(settings.workspaceId),
      endpoint: new URL(endpoints.blob).host,
      protocol: 'https',
      serviceDataAccessAuthIdentity: 'WorkspaceSystemAssignedIdentity',
      subscriptionId: settings.subscriptionId,
      resourceGroup: settings.resourceGroup,
    },
    systemData: { createdAt: settings.createdAt, createdByType: 'Application' },
  }
}
