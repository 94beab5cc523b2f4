import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import type { IgnoreRules } from './ignore-rules.ts'

export interface FolderFile {
  readonly absolute: string
  /** With forward slashes, relative to the folder. */
  readonly relative: string
  /** Bytes. */
  readonly size: number
}

/** Every file under a folder that the rules leave in; links are followed, a link to an ancestor only once. */
export async function listFolder(folder: string, rules: IgnoreRules): Promise<FolderFile[]> {
  const files: FolderFile[] = []
  await walk(folder, '', rules, new Set(), files)
  return files
}

async function walk(
  folder: string,
  prefix: string,
  rules: IgnoreRules,
  ancestors: ReadonlySet<string>,
  files: FolderFile[],
): Promise<void> {
  const real = await fs.realpath(folder)
  if (ancestors.has(real)) return
  for (const name of (await fs.readdir(folder)).sort()) {
    const absolute = path.join(folder, name)
    const relative = prefix + name
    const stats = await fs.stat(absolute)
    if (stats.isDirectory()) await walk(absolute, `${relative}/`, rules, new Set([...ancestors, real]), files)
    else if (stats.isFile() && !rules.excludes(relative)) files.push({ absolute, relative, size: stats.size })
  }
}
