import { randomUUID } from 'node:crypto'
import * as path from 'node:path'
import { attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { HASH_VERSION, snapshotHash } from '../../storage/content-hash.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { Snapshot } from './snapshot.ts'
import { uploadCode } from './upload-code.ts'

/**
 * The ARM id of a code version with this content: one that the workspace knows by its hash, else a new one, uploaded.
 * The sequence is azure-ai-ml's, so both find each other's snapshots.
 */
export async function registerCode(workspace: Workspace, snapshot: Snapshot): Promise<string> {
  const { log } = workspace.session
  const base = path.basename(snapshot.folder)
  return attempt(`Registering the code ${base}`, async () => {
    const hash = await snapshotHash(snapshot.files)
    const label = `${base} (${snapshot.files.length} files, ${hash.slice(0, 12)})`
    const name = randomUUID()
    const known = await findByHash(workspace, name, hash)
    log.info(
      known ? `Code ${label}: already in the workspace, nothing uploaded.` : `Code ${label}: uploading.`,
    )
    return known ?? (await uploadCode(workspace, snapshot, { name, hash }))
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
