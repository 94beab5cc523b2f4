import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import { HASH_VERSION, snapshotHash } from '../../storage/content-hash.ts'
import { biggestEntries } from '../../storage/folder-contents.ts'
import { NO_RULES, readIgnoreRules, type IgnoreRules } from '../../storage/ignore-rules.ts'
import { listFolder, type FolderFile } from '../../storage/list-folder.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { uploadCode } from './upload-code.ts'

/** Code that was looked at but neither read nor sent: a folder, or a single file. */
export interface Snapshot {
  /** With links resolved; of a single file, the file. */
  readonly folder: string
  readonly isFile: boolean
  readonly files: readonly FolderFile[]
  /** The ignore file that holds, as `.amlignore`. */
  readonly rules: string | undefined
}

/** Lists what of a folder would be sent. An empty one is an error: the job would find nothing to run. */
export async function takeSnapshot(code: string): Promise<Snapshot> {
  const folder = await fs.realpath(code)
  const stats = await fs.stat(folder)
  if (stats.isFile()) {
    const file = { absolute: folder, relative: path.basename(folder), size: stats.size }
    return { folder, isFile: true, files: [file], rules: undefined }
  }
  const rules = await readIgnoreRules(folder)
  const files = await listFolder(folder, rules)
  if (files.length === 0) throw await emptyFolder(folder, rules)
  return { folder, isFile: false, files, rules: rules.source }
}

async function emptyFolder(folder: string, { source }: IgnoreRules): Promise<TaskError> {
  const inside = source === undefined ? [] : await listFolder(folder, NO_RULES)
  const cause =
    inside.length === 0
      ? 'It is empty.'
      : `${source} leaves out all that is in it: ${biggestEntries(inside).join(', ')}.`
  return new TaskError(`The code folder ${folder} holds no file to send.`, {
    cause,
    remedy: 'Point `code` to the folder that holds your scripts, or correct the ignore file.',
  })
}

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
