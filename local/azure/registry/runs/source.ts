import { createWriteStream } from 'node:fs'
import { chmod, mkdir, symlink } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Header, extract } from 'tar-stream'
import type { World } from '../../core/world.ts'
import { buildContainer } from './build-storage.ts'

/** The source of a build cannot be had; the text is for its log. */
export class SourceFailure extends Error {
  override name = 'SourceFailure'
}

/**
 * Unpacks what a client has uploaded.
 *
 * @param relativePath as listBuildSourceUploadUrl answered it
 * @throws SourceFailure when nothing was uploaded there, or it is no gzipped tar archive
 */
export async function unpackSource(world: World, relativePath: string, directory: string): Promise<void> {
  const container = buildContainer(world)
  if (!(await world.blobs.exists(container, relativePath)))
    throw new SourceFailure('failed to download context. Please check if the URL is incorrect.')
  try {
    await unpack(await world.blobs.stream(container, relativePath), directory)
  } catch (error) {
    if (error instanceof SourceFailure) throw error
    throw new SourceFailure(
      `failed to extract context: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Unpacks a gzipped tar archive below a directory, and nowhere else. */
async function unpack(archive: Readable, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true })
  const entries = extract()
  const feeding = pipeline(archive, createGunzip(), entries)
  const writing = (async () => {
    for await (const entry of entries) {
      await writeEntry(directory, entry.header, entry as unknown as Readable)
      entry.resume()
    }
  })()
  await Promise.all([feeding, writing])
}

async function writeEntry(directory: string, header: Header, content: Readable): Promise<void> {
  const path = inside(header.name)
  const target = join(directory, path)
  if (header.type === 'directory') {
    await mkdir(target, { recursive: true })
    return
  }
  await mkdir(dirname(target), { recursive: true })
  if (header.type === 'symlink') {
    const linked = header.linkname
    inside(posix.isAbsolute(linked) ? `..${linked}` : posix.join(posix.dirname(path), linked))
    await symlink(linked, target)
  } else if (header.type === 'file') {
    await pipeline(content, createWriteStream(target))
    // Not by the open itself, which this machine's umask would change.
    await chmod(target, header.mode)
  } else throw new SourceFailure(`the context holds "${path}" of the type "${header.type}"`)
}

/** @throws SourceFailure for a path that leaves the context */
function inside(name: string): string {
  const path = posix.normalize(name)
  if (!posix.isAbsolute(path) && path !== '..' && !path.startsWith('../')) return path
  throw new SourceFailure(`the context holds "${name}", which lies outside of it`)
}
