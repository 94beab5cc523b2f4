import type { ContainerClient } from '@azure/storage-blob'
import { inParallel } from '../../in-parallel.ts'
import { fetchFile } from './fetch-file.ts'
import { checkFolders, listRemote, targetOf } from './remote-file.ts'

export interface Downloaded {
  readonly files: number
  readonly bytes: number
  /** Bytes that were there already, whole or from a download that was cut off. */
  readonly kept: number
}

const AT_ONCE = 8

/**
 * Downloads every blob below `prefix` (or the blob of that very name) into a folder, several at once, and checks length
 * and, where the service has one, MD5. What is there already with the right content is kept, and a file of which a part
 * is there is continued. No name is written before all names have been found harmless.
 */
export async function downloadPrefix(
  container: ContainerClient,
  prefix: string,
  folder: string,
  signal: AbortSignal,
): Promise<Downloaded> {
  const files = await listRemote(container, prefix, signal)
  checkFolders(files)
  const wanted = files.map(file => ({ file, target: targetOf(folder, file.relative) }))
  const fetched = await inParallel(wanted, AT_ONCE, ({ file, target }) =>
    fetchFile(container, file, target, signal),
  )
  const bytes = files.reduce((sum, file) => sum + file.size, 0)
  return { files: files.length, bytes, kept: bytes - fetched.reduce((sum, one) => sum + one, 0) }
}
