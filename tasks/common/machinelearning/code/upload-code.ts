import * as path from 'node:path'
import { ContainerClient } from '@azure/storage-blob'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { HASH_VERSION, indicatorOf } from '../../storage/content-hash.ts'
import { throughDoor } from '../../storage/through-door.ts'
import { UploadProgress } from '../../storage/upload-progress.ts'
import { uploadFiles } from '../../storage/upload.ts'
import { assetId } from '../asset-id.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { Snapshot } from './snapshot.ts'

interface PendingUpload {
  readonly blobReferenceForConsumption: {
    readonly blobUri: string
    readonly credential: { readonly sasUri: string }
  }
}

/** Uploads a snapshot to the container that Azure opens for it, and registers it as version 1 of `name`. */
export async function uploadCode(
  workspace: Workspace,
  snapshot: Snapshot,
  { name, hash }: { name: string; hash: string },
): Promise<string> {
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
  const container = new ContainerClient(credential.sasUri, throughDoor(session.anonymous.network))
  const root = snapshot.isFile ? '' : `${path.basename(snapshot.folder)}/`
  await uploadAndConfirm(workspace, container, root, snapshot, name)
  await session.door.send('ResourceManager', {
    method: 'PUT',
    url: resourceUrl(session, id),
    body: codeBody(`${blobUri}/${root.replace(/\/$/, '')}`, hash),
  })
  return id
}

/** One file, the indicator, carries the confirmation that all are there. */
async function uploadAndConfirm(
  { session }: Workspace,
  container: ContainerClient,
  root: string,
  { folder, files }: Snapshot,
  name: string,
): Promise<void> {
  const { signal, log, clock } = session
  const progress = new UploadProgress(`the code ${path.basename(folder)}`, files, log, clock)
  await uploadFiles(container, root, files, signal, progress)
  await container
    .getBlobClient(`${root}${indicatorOf(files)?.relative}`)
    .setMetadata({ upload_status: 'completed', name, version: '1' }, { abortSignal: signal })
}

const codeBody = (codeUri: string, hash: string): object => ({
  properties: {
    codeUri,
    isAnonymous: true,
    properties: { hash_sha256: hash, hash_version: HASH_VERSION },
  },
})
