import { createHash } from 'node:crypto'
import { createReadStream, type Stats } from 'node:fs'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { ContainerClient } from '@azure/storage-blob'
import { asAzureError } from '../../azure/attempt.ts'
import { TaskError, messageOf } from '../../errors.ts'
import type { RemoteFile } from './remote-file.ts'

/** How often a body may break off before the download gives up; what has arrived is kept each time. */
const BREAKS = 5

/**
 * Brings one blob to `target` and answers how many bytes were fetched for it. It grows beside its place under a name
 * that holds the blob's version, so that the next attempt continues it, and only if the blob is still the same.
 */
export async function fetchFile(
  container: ContainerClient,
  file: RemoteFile,
  target: string,
  signal: AbortSignal,
): Promise<number> {
  if (await isKept(target, file)) return 0
  await fs.mkdir(path.dirname(target), { recursive: true })
  const partial = `${target}.${versionOf(file)}.partial`
  await removeOthers(target, partial)
  const before = await lengthOf(partial, file)
  await append(container, file, partial, signal)
  if (await isWhole(partial, file)) {
    await finish(partial, target, file)
    return file.size - before
  }
  await fs.rm(partial)
  if (before === 0) throw damaged(file.name)
  return fetchFile(container, file, target, signal) // what was there before was not what it seemed
}

/** A body that breaks off is no answer that the network's retries see: it is continued here, a few times. */
async function append(
  container: ContainerClient,
  file: RemoteFile,
  partial: string,
  signal: AbortSignal,
): Promise<void> {
  const handle = await fs.open(partial, 'a')
  try {
    let broken: unknown
    for (let breaks = 0; (await handle.stat()).size < file.size; breaks++) {
      if (breaks > BREAKS) throw cut(file.name, broken ?? new Error('storage sent less than it has.'))
      broken = await appendRest(container, file, handle, signal)
    }
  } finally {
    await handle.close()
  }
}

/**
 * Each piece is on disk before the next is asked for: what has arrived survives whatever ends the rest. Answers why the
 * body broke off, if it did.
 */
async function appendRest(
  container: ContainerClient,
  { name, etag }: RemoteFile,
  handle: fs.FileHandle,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const { readableStreamBody } = await container
      .getBlobClient(name)
      .download((await handle.stat()).size, undefined, {
        abortSignal: signal,
        maxRetryRequests: 0,
        ...(etag !== undefined && { conditions: { ifMatch: etag } }),
      })
    for await (const chunk of readableStreamBody ?? []) await handle.write(chunk as Buffer)
    return undefined
  } catch (error) {
    if (signal.aborted || asAzureError(error)) throw error
    return error
  }
}

/** The time of the blob is given to the file: without an MD5 it tells, with the length, whether they are the same. */
async function finish(partial: string, target: string, { lastModified }: RemoteFile): Promise<void> {
  if (lastModified) await fs.utimes(partial, lastModified, lastModified)
  await fs.rename(partial, target)
}

async function isKept(target: string, file: RemoteFile): Promise<boolean> {
  const stats = await statOf(target)
  if (stats?.size !== file.size) return false
  if (file.md5 !== undefined) return (await md5Of(target)).equals(file.md5)
  return file.lastModified !== undefined && seconds(stats.mtime) === seconds(file.lastModified)
}

async function isWhole(partial: string, file: RemoteFile): Promise<boolean> {
  const stats = await statOf(partial)
  if (stats?.size !== file.size) return false
  return file.md5 === undefined || (await md5Of(partial)).equals(file.md5)
}

/** Bytes that an earlier attempt left; more than the blob has are worth nothing. */
async function lengthOf(partial: string, { size, etag }: RemoteFile): Promise<number> {
  const length = (await statOf(partial))?.size ?? 0
  if (length <= size && etag !== undefined) return length
  await fs.rm(partial, { force: true })
  return 0
}

async function removeOthers(target: string, partial: string): Promise<void> {
  const folder = path.dirname(target)
  const beginning = `${path.basename(target)}.`
  for (const name of await fs.readdir(folder)) {
    const isOther = name.startsWith(beginning) && /^[0-9a-f]{12}\.partial$/.test(name.slice(beginning.length))
    if (isOther && name !== path.basename(partial)) await fs.rm(path.join(folder, name))
  }
}

const versionOf = ({ etag, size }: RemoteFile): string =>
  createHash('sha256').update(`${etag} ${size}`).digest('hex').slice(0, 12)

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000)

async function statOf(file: string): Promise<Stats | undefined> {
  try {
    return await fs.stat(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
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

const cut = (name: string, error: unknown): TaskError =>
  new TaskError(`The download of ${name} was cut off: ${messageOf(error)}`, {
    cause: 'The connection to storage was lost several times.',
    remedy: 'Run again: what has arrived is kept, and the download goes on from there.',
    error,
  })
