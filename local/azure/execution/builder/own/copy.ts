import { existsSync, statSync } from 'node:fs'
import { basename, join, posix } from 'node:path'
import { BuildFailure } from '../builder.ts'
import type { LayerEntry } from './layer.ts'
import { entriesOf, walk } from './walk.ts'

/**
 * What `COPY from to` puts into the image: a directory's contents, or a file under its own name when `to` ends in a
 * slash.
 *
 * @throws BuildFailure when the context has no such path
 */
export async function copyEntries(
  context: string,
  { from, to, mode }: { from: string; to: string; mode: number | undefined },
  workingDirectory: string,
): Promise<LayerEntry[]> {
  const inside = posix.normalize(`/${from}`)
  const source = join(context, inside)
  if (!existsSync(source))
    throw new BuildFailure(
      `COPY failed: file not found in build context or excluded by .dockerignore: ${from}`,
    )
  const target = imagePath(posix.resolve(workingDirectory, to))
  if (statSync(source).isDirectory()) return walk(source, target, mode)
  return entriesOf(source, to.endsWith('/') ? posix.join(target, basename(source)) : target, mode)
}

/** `/opt/x/` -> `opt/x`. */
export const imagePath = (absolute: string): string => absolute.replace(/^\/+|\/+$/g, '')
