import { randomUUID } from 'node:crypto'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { BlobClient } from '@azure/storage-blob'
import { asAzureError, attempt } from '../../azure/attempt.ts'
import { TaskError } from '../../errors.ts'
import { dataHash, indicatorOf } from '../../storage/content-hash.ts'
import { DEFAULT_DATASTORE, openDatastore } from '../datastore/datastore.ts'
import { readIgnoreRules, type IgnoreRules } from '../../storage/ignore-rules.ts'
import { listFolder, type FolderFile } from '../../storage/list-folder.ts'
import { UploadProgress } from '../../storage/upload-progress.ts'
import { uploadFiles } from '../../storage/upload.ts'
import type { Workspace } from '../workspace/workspace.ts'

/** A local file or folder that jobs read, under the address that its content gives it. */
interface LocalData {
  readonly base: string
  readonly isFolder: boolean
  readonly files: readonly FolderFile[]
  readonly indicator: FolderFile
  /** Path in the data store; of a folder without a slash at its end. */
  readonly remote: string
}

/** Where local data lies now. */
export interface UploadedData {
  /** `azureml://datastores/NAME/paths/...`; of a folder without a slash at its end. */
  readonly uri: string
  /** The same as an address of the storage account. */
  readonly url: string
}

/**
 * Puts a local file or folder into a data store, under its content hash. What an earlier run or the official client has
 * uploaded whole is not uploaded again.
 */
export async function uploadData(
  workspace: Workspace,
  target: string,
  datastore = DEFAULT_DATASTORE,
): Promise<UploadedData> {
  const { session } = workspace
  return attempt(`Uploading the data ${path.basename(target)}`, async () => {
    const data = await lookAtData(target)
    const { container } = await openDatastore(workspace, datastore)
    const prefix = data.isFolder ? `${data.remote}/` : data.remote.slice(0, -data.base.length)
    const indicator = container.getBlobClient(prefix + data.indicator.relative)
    if (await isComplete(indicator)) {
      session.log.info(`Data ${data.base}: already in ${datastore}, nothing uploaded.`)
    } else {
      const { base, files } = data
      session.log.info(`Data ${base}: uploading ${files.length} file(s).`)
      const progress = new UploadProgress(`the data ${base}`, files, session.log, session.clock)
      await uploadFiles(container, prefix, files, session.signal, progress)
      await indicator.setMetadata(confirmation(), { abortSignal: session.signal })
    }
    return {
      uri: `azureml://datastores/${datastore}/paths/${data.remote}`,
      url: `${container.url}/${data.remote}`,
    }
  })
}

/** Lists what of a file or folder would be sent. An empty folder is an error. */
export async function lookAtData(target: string): Promise<LocalData> {
  const real = await fs.realpath(target)
  const isFolder = (await fs.stat(real)).isDirectory()
  const rules = await readIgnoreRules(real)
  const files = await filesOf(real, isFolder, rules)
  const indicator = indicatorOf(files)
  if (!indicator) throw emptyFolder(target, rules)
  const base = path.basename(real)
  return { base, isFolder, files, indicator, remote: `LocalUpload/${await dataHash(real, rules)}/${base}` }
}

async function filesOf(real: string, isFolder: boolean, rules: IgnoreRules): Promise<FolderFile[]> {
  if (isFolder) return listFolder(real, rules)
  const { size } = await fs.stat(real)
  return [{ absolute: real, relative: path.basename(real), size }]
}

const emptyFolder = (target: string, { source }: IgnoreRules): TaskError =>
  new TaskError(`The data folder ${target} holds no file to send.`, {
    cause: source === undefined ? 'It is empty.' : `It is empty, or ${source} leaves out all that is in it.`,
    remedy: 'Point the input to a folder with data, or correct the ignore file.',
  })

/** The official client expects a name and a version beside the mark; for data they mean nothing. */
const confirmation = (): Record<string, string> => ({
  upload_status: 'completed',
  name: randomUUID(),
  version: '1',
})

async function isComplete(indicator: BlobClient): Promise<boolean> {
  try {
    const { metadata } = await indicator.getProperties()
    return metadata?.['upload_status'] === 'completed'
  } catch (error) {
    if (asAzureError(error)?.status === 404) return false
    throw error
  }
}
