import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { LayerEntry } from './layer.ts'

/**
 * Everything below a directory of this machine as it will lie in the image.
 *
 * @param path in the image, without slashes at its ends; empty for the root
 * @param mode of files and directories; default: their own
 */
export async function walk(directory: string, path: string, mode?: number): Promise<LayerEntry[]> {
  const entries: LayerEntry[] = []
  for (const name of (await readdir(directory)).sort()) {
    const inImage = path === '' ? name : `${path}/${name}`
    entries.push(...(await entriesOf(join(directory, name), inImage, mode)))
  }
  return entries
}

/** One file, link, or directory with all that is below it. */
export async function entriesOf(source: string, path: string, mode?: number): Promise<LayerEntry[]> {
  const stats = await lstat(source)
  if (stats.isSymbolicLink()) return [{ path, type: 'symlink', target: await readlink(source) }]
  const own = mode ?? stats.mode & 0o777
  if (!stats.isDirectory()) return [{ path, type: 'file', mode: own, file: source, size: stats.size }]
  return [{ path, type: 'directory', mode: own }, ...(await walk(source, path, mode))]
}
