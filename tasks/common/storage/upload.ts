import type { ContainerClient } from '@azure/storage-blob'
import { asAzureError } from '../azure/attempt.ts'
import type { FolderFile } from './list-folder.ts'
import type { UploadProgress } from './upload-progress.ts'

/** At most 8 files at once and 2 blocks of each are in memory, whatever the size of the folder: 64 MiB. */
const AT_ONCE = 8
const BLOCK_SIZE = 4 * 1024 * 1024
const BLOCKS = { blockSize: BLOCK_SIZE, maxSingleShotSize: BLOCK_SIZE, concurrency: 2 }

/** Uploads files below `prefix`, several at once, in blocks. A blob that is there already is left as it is. */
export async function uploadFiles(
  container: ContainerClient,
  prefix: string,
  files: readonly FolderFile[],
  signal: AbortSignal,
  progress?: UploadProgress,
): Promise<void> {
  const queue = [...files]
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const watch = progress?.begin(file)
      await uploadOne(container, prefix + file.relative, file.absolute, signal, watch)
      watch?.(file.size)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker))
}

async function uploadOne(
  container: ContainerClient,
  name: string,
  file: string,
  signal: AbortSignal,
  watch: ((bytes: number) => void) | undefined,
): Promise<void> {
  try {
    await container.getBlockBlobClient(name).uploadFile(file, {
      ...BLOCKS,
      abortSignal: signal,
      conditions: { ifNoneMatch: '*' },
      ...(watch && { onProgress: ({ loadedBytes }) => watch(loadedBytes) }),
    })
  } catch (error) {
    if (asAzureError(error)?.code !== 'BlobAlreadyExists') throw error
  }
}
