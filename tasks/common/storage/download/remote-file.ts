import * as path from 'node:path'
import type { ContainerClient } from '@azure/storage-blob'
import { TaskError } from '../../errors.ts'

/** A blob that is to become a file. */
export interface RemoteFile {
  /** Of the blob in its container. */
  readonly name: string
  /** Below the folder it goes to, with forward slashes. */
  readonly relative: string
  /** Bytes. */
  readonly size: number
  /** Undefined where the service has none, as for what was written in blocks or appended. */
  readonly md5: Uint8Array | undefined
  readonly etag: string | undefined
  readonly lastModified: Date | undefined
}

/** Every blob below `prefix`, or the blob of that very name; without those that only mark a folder. */
export async function listRemote(
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
    const { contentLength: size = 0, contentMD5: md5, etag, lastModified } = properties
    found.push({ name, relative, size, md5, etag, lastModified })
  }
  return found
}

/**
 * Where a blob is written to. Its name is text from outside: one that could leave the folder, or that this machine's
 * files cannot bear, throws.
 *
 * @param platform the rules of paths, those of this machine unless a test asks for another's
 */
export function targetOf(folder: string, relative: string, platform: path.PlatformPath = path): string {
  const target = platform.resolve(folder, relative)
  const isInside = target.startsWith(platform.resolve(folder) + platform.sep)
  if (!isInside || relative.split(/[/\\]/).includes('..')) {
    throw new TaskError(`The blob ${relative} would be written outside ${folder}.`, {
      cause: 'Its name climbs out of the folder.',
      remedy: 'Find out who wrote it; nothing of it was downloaded.',
    })
  }
  if (platform.sep === '\\' && /[<>:"|?*\p{Cc}]|[. ](\/|$)/u.test(relative)) {
    throw new TaskError(`The blob ${relative} cannot be a file on Windows.`, {
      cause: 'Its name has a character that Windows forbids.',
      remedy: 'Let the job write another name, or download on a Linux agent.',
    })
  }
  return target
}

/** Throws where one blob's name is the folder of another: a disk cannot hold both. */
export function checkFolders(files: readonly RemoteFile[]): void {
  const names = new Set(files.map(({ relative }) => relative))
  for (const { relative } of files) {
    for (let at = relative.indexOf('/'); at > 0; at = relative.indexOf('/', at + 1)) {
      if (!names.has(relative.slice(0, at))) continue
      throw new TaskError(
        `The blobs ${relative.slice(0, at)} and ${relative} cannot both be written: one is a file, and a folder of the other.`,
        { remedy: 'Let the job write other names; nothing of it was downloaded.' },
      )
    }
  }
}
