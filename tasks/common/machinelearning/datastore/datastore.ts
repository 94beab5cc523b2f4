import type { AccountKeyDatastoreSecrets, AzureBlobDatastore } from '@azure/arm-machinelearning'
import { BlobServiceClient, StorageSharedKeyCredential, type ContainerClient } from '@azure/storage-blob'
import { attempt } from '../../azure/attempt.ts'
import { doorSignsIn, machineLearningClient } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import { throughDoor } from '../../storage/through-door.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** The blob data store that every workspace is born with. */
export const DEFAULT_DATASTORE = 'workspaceblobstore'

/** A blob data store of a workspace, opened with what it allows: the connection's own identity, or its account key. */
export interface Datastore {
  readonly name: string
  readonly container: ContainerClient
}

/** Opens a data store by its name; only blob data stores hold what jobs of this extension read and write. */
export async function openDatastore(workspace: Workspace, name: string): Promise<Datastore> {
  const { session, resourceGroup } = workspace
  const client = machineLearningClient(session)
  return attempt(`Opening data store ${name}`, async () => {
    const { properties } = await client.datastores.get(resourceGroup, workspace.name, name)
    if (properties.datastoreType !== 'AzureBlob') throw notBlob(name, properties.datastoreType)
    const store = properties as AzureBlobDatastore
    const account = accountUrl(store)
    session.table.allow('Storage', account)
    const service =
      store.credentials.credentialsType === 'AccountKey'
        ? withKey(account, store, await accountKey(workspace, name), workspace)
        : withIdentity(account, workspace)
    return { name, container: service.getContainerClient(store.containerName ?? '') }
  })
}

function withIdentity(account: string, { session }: Workspace): BlobServiceClient {
  return new BlobServiceClient(account, throughDoor(session.door.httpClient('Storage'), doorSignsIn))
}

/** A shared key signs each request; no token travels, so the anonymous door's network carries it. */
function withKey(
  account: string,
  store: AzureBlobDatastore,
  key: string,
  { session }: Workspace,
): BlobServiceClient {
  const credential = new StorageSharedKeyCredential(store.accountName ?? '', key)
  return new BlobServiceClient(account, throughDoor(session.anonymous.network, credential))
}

async function accountKey(workspace: Workspace, name: string): Promise<string> {
  const client = machineLearningClient(workspace.session)
  const secrets = await client.datastores.listSecrets(workspace.resourceGroup, workspace.name, name)
  const key = secrets.secretsType === 'AccountKey' ? (secrets as AccountKeyDatastoreSecrets).key : undefined
  return workspace.session.mask(key ?? '').reveal()
}

/** Account in the host, but in the path where the endpoint is localhost or an IP address, as blob endpoints have it. */
export function accountUrl({ protocol, endpoint, accountName }: AzureBlobDatastore): string {
  const scheme = protocol ?? 'https'
  const host = endpoint ?? 'core.windows.net'
  return /^(localhost|[\d.]+)(:\d+)?$/.test(host)
    ? `${scheme}://${host}/${accountName}`
    : `${scheme}://${accountName}.blob.${host}`
}

const notBlob = (name: string, type: string): TaskError =>
  new TaskError(`Data store ${name} is of type ${type}.`, {
    remedy: 'Use a path in an Azure Blob data store, such as workspaceblobstore.',
  })
