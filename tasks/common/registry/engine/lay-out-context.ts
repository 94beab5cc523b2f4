import * as fs from 'node:fs/promises'
import { constants } from 'node:fs'
import * as path from 'node:path'
import { modeOf, type ContextFile } from '../image/context-file.ts'

const EPOCH = new Date(0)

/**
 * Lays a build context out as a folder for an engine: the same names, bytes, modes and times as the packed one has,
 * whatever the umask of the agent is. Where the file system can, a copy costs no space.
 */
export async function layOutContext(
  files: readonly ContextFile[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await fs.mkdir(folder, { recursive: true })
  for (const file of files) {
    signal.throwIfAborted()
    const target = path.join(folder, file.name)
    await makeFolders(folder, path.posix.dirname(file.name))
    if ('text' in file.content) await fs.writeFile(target, file.content.text)
    else await fs.copyFile(file.content.file, target, constants.COPYFILE_FICLONE)
    await fs.chmod(target, modeOf(file))
    await fs.utimes(target, EPOCH, EPOCH)
  }
}

async function makeFolders(root: string, relative: string): Promise<void> {
  let folder = root
  for (const part of relative === '.' ? [] : relative.split('/')) {
    folder = path.join(folder, part)
    await fs.mkdir(folder, { recursive: true })
    await fs.chmod(folder, 0o755)
  }
}
