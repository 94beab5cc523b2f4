import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { World } from '../../core/world.ts'
import type { StoragePlace } from '../../machinelearning/common/uris.ts'
import { isMissing } from './missing-file.ts'

/**
 * Uploads a file to a place, or what a folder holds to below it. What is not there is not uploaded: a script need not
 * write every output.
 */
export async function upload(world: World, source: string, place: StoragePlace): Promise<void> {
  const found = await stat(source).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (!found) return
  if (found.isFile()) return uploadFile(world, source, place.container, place.path.replace(/\/$/, ''))
  const prefix = place.path === '' || place.path.endsWith('/') ? place.path : `${place.path}/`
  for (const file of await filesBelow(source)) {
    await uploadFile(world, file, place.container, prefix + relative(source, file).split(sep).join('/'))
  }
}

const uploadFile = (world: World, file: string, container: string, blob: string): Promise<void> =>
  world.blobs.put(container, blob, createReadStream(file))

async function filesBelow(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true, recursive: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
}
