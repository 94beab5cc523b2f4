import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { TaskError } from '../../errors.ts'
import type { AdditionalInclude } from '../../specification/components/additional-includes.ts'
import { readIgnoreRules, type IgnoreRules } from '../../storage/ignore-rules.ts'
import { listFolder, type FolderFile } from '../../storage/list-folder.ts'
import { takeSnapshot, type Snapshot } from './snapshot.ts'

/** The name under which azure-ai-ml sends code that files from elsewhere have joined. */
const JOINED = 'code_with_additional_includes'

/**
 * The code of a component: without Python's caches, and with the files and folders that its `additional_includes` name,
 * each under its own name.
 */
export async function takeComponentSnapshot(
  code: string | undefined,
  includes: readonly AdditionalInclude[],
): Promise<Snapshot> {
  const own = code === undefined ? undefined : await takeSnapshot(code)
  const files = (own?.files ?? []).filter(isNoCache)
  if (own && includes.length === 0) return { ...own, files }
  for (const { target, written } of includes) files.push(...(await filesOf(target, written, files)))
  return { folder: path.join(own?.folder ?? '', JOINED), isFile: false, files, rules: own?.rules }
}

async function filesOf(
  target: string,
  written: string,
  present: readonly FolderFile[],
): Promise<FolderFile[]> {
  const name = path.basename(target)
  if (present.some(({ relative }) => relative === name || relative.startsWith(`${name}/`))) {
    throw new TaskError(`The additional include ${written} has the name of something in the code folder.`, {
      remedy: 'Rename one of them, or leave the include out.',
    })
  }
  const absolute = await fs.realpath(target)
  const stats = await fs.stat(absolute)
  if (stats.isFile()) return [{ absolute, relative: name, size: stats.size }]
  const rules: IgnoreRules = await readIgnoreRules(absolute)
  const files = (await listFolder(absolute, rules)).filter(isNoCache)
  return files.map(file => ({ ...file, relative: `${name}/${file.relative}` }))
}

const isNoCache = ({ relative }: FolderFile): boolean => !relative.split('/').includes('__pycache__')
