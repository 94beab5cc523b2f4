import type { ContainerClient } from '@azure/storage-blob'
import { asAzureError } from '../azure/attempt.ts'
import type { FolderFile } from './list-folder.ts'

const AT_ONCE = 8
const BLOCK = { blockSize: 8 * 1024 * 1024, concurrency: 2, maxSingleShotSize: 8 * 1024 * 1024 }

/** Uploads files below `prefix`, several at once, in blocks. A blob that is there already is left as it is. */
export async function uploadFiles(
  container: ContainerClient,
  prefix: string,
  files: readonly FolderFile[],
  signal: AbortSignal,
  onFile: (done: number) => void = () => undefined,
): Promise<void> {
  const queue = [...files]
  let done = 0
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      await uploadOne(container, prefix + file.relative, file.absolute, signal)
      onFile(++done)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker))
}

async function uploadOne(
  container: ContainerClient,
  name: string,
  file: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await container
      .getBlockBlobClient(name)
      .uploadFile(file, { ...BLOCK, abortSignal: signal, conditions: { ifNoneMatch: '*' } })
  } catch (error) {
    if (asAzureError(error)?.code !== 'BlobAlreadyExists') throw error
  }
}
