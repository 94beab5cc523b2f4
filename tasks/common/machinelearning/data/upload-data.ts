import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { BlobClient } from '@azure/storage-blob'
import { asAzureError, attempt } from '../../azure/attempt.ts'
import { TaskError } from '../../errors.ts'
import { dataHash } from '../../storage/content-hash.ts'
import { openDatastore } from '../../storage/datastore.ts'
import { readIgnoreRules } from '../../storage/ignore-rules.ts'
import { listFolder, type FolderFile } from '../../storage/list-folder.ts'
import { uploadFiles } from '../../storage/upload.ts'
import type { Workspace } from '../workspace/workspace.ts'

const DEFAULT_DATASTORE = 'workspaceblobstore'

/**
 * The `azureml://` URI of a local file or folder in the workspace's default data store, under its content hash. What
 * an earlier run has uploaded whole is not uploaded again.
 */
export async function uploadData(workspace: Workspace, target: string): Promise<string> {
  const { session } = workspace
  const base = path.basename(target)
  return attempt(`Uploading the data ${base}`, async () => {
    const isFolder = (await fs.stat(target)).isDirectory()
    const root = `LocalUpload/${await dataHash(target)}/${base}`
    const files = await filesOf(target, isFolder)
    const prefix = isFolder ? `${root}/` : root.slice(0, -base.length)
    const { container } = await openDatastore(workspace, DEFAULT_DATASTORE)
    const indicator = container.getBlobClient(prefix + firstOf(files, target).relative)
    if (await isComplete(indicator)) {
      session.log.info(`Data ${base}: already in ${DEFAULT_DATASTORE}, nothing uploaded.`)
    } else {
      session.log.info(`Data ${base}: uploading ${files.length} file(s).`)
      await uploadFiles(container, prefix, files, session.signal)
      await indicator.setMetadata({ upload_status: 'completed' }, { abortSignal: session.signal })
    }
    return `azureml://datastores/${DEFAULT_DATASTORE}/paths/${root}${isFolder ? '/' : ''}`
  })
}

async function filesOf(target: string, isFolder: boolean): Promise<FolderFile[]> {
  if (isFolder) return listFolder(target, await readIgnoreRules(target))
  const { size } = await fs.stat(target)
  return [{ absolute: target, relative: path.basename(target), size }]
}

function firstOf(files: readonly FolderFile[], target: string): FolderFile {
  const [first] = [...files].sort((a, b) => (a.relative < b.relative ? -1 : 1))
  if (first) return first
  throw new TaskError(`The data folder ${target} holds no file.`, {
    remedy: 'Point the input to a folder with data.',
  })
}

async function isComplete(indicator: BlobClient): Promise<boolean> {
  try {
    const { metadata } = await indicator.getProperties()
    return metadata?.['upload_status'] === 'completed'
  } catch (error) {
    if (asAzureError(error)?.status === 404) return false
    throw error
  }
}
