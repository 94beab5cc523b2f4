import { attempt, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** A folder of a datastore under a name, so that other things find it. */
export interface DataFolder {
  readonly name: string
  readonly version: string
  /** `azureml://datastores/NAME/paths/...` */
  readonly uri: string
}

/** The ARM id of the data asset; registered where it is not, else left as it is. */
export async function registerFolder(workspace: Workspace, folder: DataFolder): Promise<string> {
  const { session } = workspace
  const id = assetId(workspace, 'data', folder.name, folder.version)
  const url = resourceUrl(session, id)
  await attempt(`Registering the data asset ${folder.name}:${folder.version}`, async () => {
    const known = await orNotFound(() => session.door.send('ResourceManager', { method: 'GET', url }))
    if (!known) await session.door.send('ResourceManager', { method: 'PUT', url, body: bodyOf(folder) })
  })
  return id
}

const bodyOf = ({ uri }: DataFolder): object => ({
  properties: {
    dataType: 'uri_folder',
    dataUri: uri,
    isAnonymous: false,
    isArchived: false,
    properties: {},
    tags: {},
  },
})
