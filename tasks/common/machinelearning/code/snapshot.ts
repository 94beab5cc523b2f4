import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { TaskError } from '../../errors.ts'
import { biggestEntries } from '../../storage/folder-contents.ts'
import { NO_RULES, readIgnoreRules, type IgnoreRules } from '../../storage/ignore-rules.ts'
import { listFolder, type FolderFile } from '../../storage/list-folder.ts'

/** Code that was looked at but neither read nor sent: a folder, or a single file. */
export interface Snapshot {
  /** With links resolved; of a single file, the file. */
  readonly folder: string
  readonly isFile: boolean
  readonly files: readonly FolderFile[]
  /** The ignore file that holds, as `.amlignore`. */
  readonly rules: string | undefined
}

/** Lists what of a folder would be sent. An empty one is an error: the job would find nothing to run. */
export async function takeSnapshot(code: string): Promise<Snapshot> {
  const folder = await fs.realpath(code)
  const stats = await fs.stat(folder)
  if (stats.isFile()) {
    const file = { absolute: folder, relative: path.basename(folder), size: stats.size }
    return { folder, isFile: true, files: [file], rules: undefined }
  }
  const rules = await readIgnoreRules(folder)
  const files = await listFolder(folder, rules)
  if (files.length === 0) throw await emptyFolder(folder, rules)
  return { folder, isFile: false, files, rules: rules.source }
}

async function emptyFolder(folder: string, { source }: IgnoreRules): Promise<TaskError> {
  const inside = source === undefined ? [] : await listFolder(folder, NO_RULES)
  const cause =
    inside.length === 0
      ? 'It is empty.'
      : `${source} leaves out all that is in it: ${biggestEntries(inside).join(', ')}.`
  return new TaskError(`The code folder ${folder} holds no file to send.`, {
    cause,
    remedy: 'Point `code` to the folder that holds your scripts, or correct the ignore file.',
  })
}
