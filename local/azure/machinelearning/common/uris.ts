import type { World } from '../../core/world.ts'
import { containerOf } from '../../resource-manager/datastores.ts'

/** A place in one of the workspace's datastores. */
export interface StoragePlace {
  datastore: string
  container: string
  /** Without a leading slash; may end with one, for a folder. */
  path: string
}

const datastorePattern =
  /^azureml:\/\/(?:subscriptions\/[^/]+\/resource[gG]roups\/[^/]+\/workspaces\/[^/]+\/)?datastores\/([^/]+)\/(?:paths\/)?(.*)$/

/** Where a datastore URI, short or long, or a blob address of the workspace's account points to. */
export function locate(world: World, uri: string): StoragePlace | undefined {
  const [, datastore, path] = datastorePattern.exec(uri) ?? []
  if (datastore === undefined || path === undefined) return locateBlob(world, uri)
  const container = containerOf(world, datastore)
  return container === undefined ? undefined : { datastore, container, path }
}

function locateBlob(world: World, uri: string): StoragePlace | undefined {
  const found = /^https:/i.test(uri) ? world.blobs.locate(uri) : undefined
  return found && { datastore: '', container: found.container, path: found.blob }
}

/** `azureml://datastores/D/paths/P`, as job outputs are written. */
export const shortUri = (datastore: string, path: string): string =>
  `azureml://datastores/${datastore}/paths/${path}`

/** The form in which the service stores and returns a model's place. */
export function longUri(world: World, datastore: string, path: string): string {
  const { subscriptionId, resourceGroup, workspace } = world.settings
  return `azureml://subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/workspaces/${workspace}/datastores/${datastore}/paths/${path}`
}

/** Where run artifacts and logs of a run lie. */
export const artifactPlace = (world: World, dataContainerId: string, path = ''): StoragePlace => ({
  datastore: 'workspaceartifactstore',
  container: containerOf(world, 'workspaceartifactstore') ?? 'azureml',
  path: `ExperimentRun/${dataContainerId}/${path}`,
})
