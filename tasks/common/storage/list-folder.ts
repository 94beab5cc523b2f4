import type { Stats } from 'node:fs'
import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { TaskError } from '../errors.ts'
import type { IgnoreRules } from './ignore-rules.ts'

export interface FolderFile {
  /** With every link on the way resolved. */
  readonly absolute: string
  /** With forward slashes, relative to the folder, by the names of the links. */
  readonly relative: string
  /** Bytes. */
  readonly size: number
}

/**
 * Every file under a folder that the rules leave in, as azure-ai-ml walks it: links are followed, a link to an ancestor
 * only once. A file is judged by the rules under its own name; one below a linked folder by the place that the link
 * leads to, relative to the folder.
 */
export async function listFolder(folder: string, rules: IgnoreRules): Promise<FolderFile[]> {
  const root = await fs.realpath(folder)
  const files: FolderFile[] = []
  await walk({ root, rules, files }, root, '', new Set())
  return files
}

interface Walk {
  readonly root: string
  readonly rules: IgnoreRules
  readonly files: FolderFile[]
}

async function walk(
  { root, rules, files }: Walk,
  folder: string,
  prefix: string,
  ancestors: ReadonlySet<string>,
): Promise<void> {
  if (ancestors.has(folder)) return
  const above = new Set([...ancestors, folder])
  for (const name of (await fs.readdir(folder)).sort()) {
    const place = path.join(folder, name)
    const isExcluded = rules.excludes(relativeOf(root, place))
    const found = await resolve(place, isExcluded)
    const relative = prefix + name
    if (found?.stats.isDirectory()) await walk({ root, rules, files }, found.real, `${relative}/`, above)
    else if (found?.stats.isFile() && !isExcluded)
      files.push({ absolute: found.real, relative, size: found.stats.size })
  }
}

/** Where a name leads to. A link that leads nowhere is an error unless the rules leave it out anyway. */
async function resolve(
  place: string,
  isExcluded: boolean,
): Promise<{ real: string; stats: Stats } | undefined> {
  try {
    const real = await fs.realpath(place)
    return { real, stats: await fs.stat(real) }
  } catch (error) {
    if (isExcluded) return undefined
    if (!['ENOENT', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    throw new TaskError(`The link ${place} leads nowhere.`, {
      remedy: 'Remove it, or leave it out by a line in .amlignore at the root of the folder.',
      error,
    })
  }
}

export const relativeOf = (root: string, place: string): string =>
  path.relative(root, place).split(path.sep).join('/')
