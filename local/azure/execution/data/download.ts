import { createWriteStream } from 'node:fs'
import { cp, mkdir, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { World } from '../../core/world.ts'
import { blobsOf } from '../../machinelearning/common/places.ts'
import type { StoragePlace } from '../../machinelearning/common/uris.ts'
import { resolveUri } from '../../run-history/resolve-uri.ts'
import { JobFailure } from '../run-error.ts'
import { isMissing } from './missing-file.ts'

/**
 * Brings an input to the node and answers the path that the script is given: the folder, or for a single file the file
 * in it.
 *
 * @param name of the input, for messages
 * @param directory is made; what is below the URI lies directly in it
 * @throws JobFailure as a mount of that URI would fail
 */
export async function downloadInput(
  world: World,
  name: string,
  uri: string,
  directory: string,
): Promise<string> {
  await mkdir(directory, { recursive: true })
  const place = resolveUri(world, uri)
  if (!place) return copyMapped(world, name, uri, directory)
  const files = await downloadPlace(world, place, directory)
  if (files === 0) throw notFound(name, uri)
  const single = await isSingleFile(world, place)
  return single ? join(directory, basename(place.path)) : directory
}

/** Copies every blob of a place; answers how many. */
export async function downloadPlace(world: World, place: StoragePlace, directory: string): Promise<number> {
  const blobs = await blobsOf(world, place)
  for (const { blob, relative } of blobs) {
    const target = below(directory, relative === '' ? basename(blob.name) : relative)
    await mkdir(dirname(target), { recursive: true })
    await pipeline(await world.blobs.stream(place.container, blob.name), createWriteStream(target))
  }
  return blobs.length
}

/** A blob's name may hold `..`; it must not lead out of the node's directory. */
function below(directory: string, relative: string): string {
  const target = resolve(directory, relative)
  if (target.startsWith(resolve(directory) + sep)) return target
  throw new JobFailure(`The blob '${relative}' lies outside the folder it is downloaded into.`)
}

const isSingleFile = async (world: World, { container, path }: StoragePlace): Promise<boolean> =>
  path !== '' && !path.endsWith('/') && (await world.blobs.exists(container, path))

/** Remote data that `--data PREFIX=DIR` stands in for. */
async function copyMapped(world: World, name: string, uri: string, directory: string): Promise<string> {
  const mapped = Object.entries(world.config.data).find(([prefix]) => uri.startsWith(prefix))
  if (!mapped) throw unreachable(name, uri)
  const [prefix, source] = mapped
  const path = join(source, uri.slice(prefix.length))
  const found = await stat(path).catch((error: unknown) => {
    throw isMissing(error) ? notFound(name, uri) : error
  })
  const target = found.isDirectory() ? directory : join(directory, basename(path))
  await cp(path, target, { recursive: true })
  return target
}

const notFound = (name: string, uri: string): JobFailure =>
  new JobFailure(`Data access for input '${name}' failed: DataAccessError(NotFound). Nothing lies at ${uri}.`)

const unreachable = (name: string, uri: string): JobFailure =>
  new JobFailure(
    `Data access for input '${name}' failed: DataAccessError(ConnectionFailure). ${uri} cannot be mounted from here; map it to a directory with --data PREFIX=DIR.`,
  )
