import { randomUUID } from 'node:crypto'
import * as path from 'node:path'
import { ContainerClient } from '@azure/storage-blob'
import { attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import { HASH_VERSION, snapshotHash } from '../../storage/content-hash.ts'
import { readIgnoreRules } from '../../storage/ignore-rules.ts'
import { listFolder, type FolderFile } from '../../storage/list-folder.ts'
import { throughDoor } from '../../storage/through-door.ts'
import { uploadFiles } from '../../storage/upload.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** A folder of code, looked at but not yet sent. */
export interface Snapshot {
  readonly folder: string
  readonly files: readonly FolderFile[]
  readonly hash: string
}

interface PendingUpload {
  readonly blobReferenceForConsumption: {
    readonly blobUri: string
    readonly credential: { readonly sasUri: string }
  }
}

/** Lists and hashes a folder. An empty one is an error: the job would find nothing to run. */
export async function takeSnapshot(folder: string): Promise<Snapshot> {
  const rules = await readIgnoreRules(folder)
  const files = await listFolder(folder, rules)
  if (files.length === 0) {
    throw new TaskError(`The code folder ${folder} holds no file.`, {
      cause: rules.source ? `${rules.source} leaves nothing of it, or it is empty.` : 'It is empty.',
      remedy: 'Point `code` to the folder that holds your scripts, or correct the ignore file.',
    })
  }
  return { folder, files, hash: await snapshotHash(files) }
}

/**
 * The ARM id of a code version with this content: one that the workspace knows by its hash, else a new one, uploaded.
 * The sequence is azure-ai-ml's, so both find each other's snapshots.
 */
export async function registerCode(workspace: Workspace, snapshot: Snapshot): Promise<string> {
  const { log } = workspace.session
  const label = `${path.basename(snapshot.folder)} (${snapshot.files.length} files, ${snapshot.hash.slice(0, 12)})`
  return attempt(`Registering the code ${label}`, async () => {
    const name = randomUUID()
    const known = await findByHash(workspace, name, snapshot.hash)
    log.info(
      known ? `Code ${label}: already in the workspace, nothing uploaded.` : `Code ${label}: uploading.`,
    )
    return known ?? (await uploadCode(workspace, snapshot, name))
  })
}

async function findByHash(workspace: Workspace, name: string, hash: string): Promise<string | undefined> {
  const { session } = workspace
  const url = resourceUrl(session, `${workspace.id}/codes/${name}/versions`, {
    hash,
    hashVersion: HASH_VERSION,
  })
  const { body } = await session.door.send<{ value?: { id: string }[] }>('ResourceManager', {
    method: 'GET',
    url,
  })
  return body.value?.[0]?.id
}

async function uploadCode(workspace: Workspace, snapshot: Snapshot, name: string): Promise<string> {
  const { session } = workspace
  const id = assetId(workspace, 'codes', name, '1')
  const { body } = await session.door.send<PendingUpload>('ResourceManager', {
    method: 'POST',
    url: resourceUrl(session, `${id}/startPendingUpload`),
    body: { pendingUploadType: 'TemporaryBlobReference' },
    repeatable: true,
  })
  const { blobUri, credential } = body.blobReferenceForConsumption
  session.mask(new URL(credential.sasUri).searchParams.get('sig') ?? credential.sasUri)
  const root = path.basename(snapshot.folder)
  await uploadAndConfirm(
    new ContainerClient(credential.sasUri, throughDoor(session.anonymous.network)),
    root,
    snapshot,
    {
      name,
      signal: session.signal,
    },
  )
  await session.door.send('ResourceManager', {
    method: 'PUT',
    url: resourceUrl(session, id),
    body: codeBody(`${blobUri}/${root}`, snapshot.hash),
  })
  return id
}

/** The first file in order carries the confirmation that all others are there. */
async function uploadAndConfirm(
  container: ContainerClient,
  root: string,
  { files }: Snapshot,
  { name, signal }: { name: string; signal: AbortSignal },
): Promise<void> {
  await uploadFiles(container, `${root}/`, files, signal)
  const first = [...files].sort((a, b) => (a.relative < b.relative ? -1 : 1))[0]
  const confirmation = { upload_status: 'completed', name, version: '1' }
  await container
    .getBlobClient(`${root}/${first?.relative}`)
    .setMetadata(confirmation, { abortSignal: signal })
}

const codeBody = (codeUri: string, hash: string): object => ({
  properties: {
    codeUri,
    isAnonymous: true,
    isArchived: false,
    properties: { hash_sha256: hash, hash_version: HASH_VERSION },
  },
})
