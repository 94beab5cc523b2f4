import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { ContainerClient } from '@azure/storage-blob'
import { TaskError } from '../errors.ts'

export interface Downloaded {
  readonly files: number
  readonly bytes: number
}

interface RemoteFile {
  readonly name: string
  readonly relative: string
  readonly size: number
  readonly md5: Uint8Array | undefined
}

const AT_ONCE = 8

/**
 * Downloads every blob below `prefix` (or the blob of that very name) into a folder and checks length and, where the
 * service has one, MD5. A file that is there already with the right content is kept.
 */
export async function downloadPrefix(
  container: ContainerClient,
  prefix: string,
  folder: string,
  signal: AbortSignal,
): Promise<Downloaded> {
  const files = await listRemote(container, prefix, signal)
  const queue = [...files]
  const worker = async (): Promise<void> => {
    for (let file = queue.shift(); file; file = queue.shift())
      await downloadOne(container, file, folder, signal)
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, queue.length) }, worker))
  return { files: files.length, bytes: files.reduce((sum, file) => sum + file.size, 0) }
}

async function listRemote(
  container: ContainerClient,
  prefix: string,
  signal: AbortSignal,
): Promise<RemoteFile[]> {
  const found: RemoteFile[] = []
  const listing = container.listBlobsFlat({ prefix, includeMetadata: true, abortSignal: signal })
  for await (const { name, properties, metadata } of listing) {
    const relative =
      name === prefix ? path.posix.basename(name) : name.slice(prefix.length).replace(/^\//, '')
    const isFolder = metadata?.['hdi_isfolder'] === 'true'
    const belongs = name === prefix || prefix === '' || prefix.endsWith('/') || name.startsWith(`${prefix}/`)
    if (isFolder || !belongs || relative === '') continue
    found.push({ name, relative, size: properties.contentLength ?? 0, md5: properties.contentMD5 })
  }
  return found
}

async function downloadOne(
  container: ContainerClient,
  file: RemoteFile,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const target = insideOf(folder, file.relative)
  if (await isWhole(target, file)) return
  await fs.mkdir(path.dirname(target), { recursive: true })
  const partial = `${target}.partial`
  await container.getBlobClient(file.name).downloadToFile(partial, 0, undefined, { abortSignal: signal })
  if (!(await isWhole(partial, file))) throw damaged(file.name)
  await fs.rename(partial, target)
}

/** A blob's name is text from outside: it must not climb out of the folder. */
function insideOf(folder: string, relative: string): string {
  const target = path.resolve(folder, relative)
  if (target.startsWith(path.resolve(folder) + path.sep)) return target
  throw new TaskError(`The blob ${relative} would be written outside ${folder}.`, {
    cause: 'Its name climbs out of the folder.',
    remedy: 'Find out who wrote it; nothing of it was downloaded.',
  })
}

async function isWhole(target: string, file: RemoteFile): Promise<boolean> {
  const stats = await fs.stat(target).catch(() => undefined)
  if (!stats || stats.size !== file.size) return false
  return file.md5 === undefined || (await md5Of(target)).equals(file.md5)
}

async function md5Of(file: string): Promise<Buffer> {
  const hash = createHash('md5')
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer)
  return hash.digest()
}

const damaged = (name: string): TaskError =>
  new TaskError(`The download of ${name} does not have the length or the MD5 that the service tells.`, {
    cause: 'It changed while it was read, or the connection damaged it.',
    remedy: 'Run again.',
  })
