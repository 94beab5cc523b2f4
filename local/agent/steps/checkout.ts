import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants, copyFile, lstat, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

import { inBoxManifest, type InBoxTask } from './in-box-task.ts'

const run = promisify(execFile)
const AT_ONCE = 64

/** Copies the working tree, as a build of these very files would see them; the source is only read. */
export const checkout: InBoxTask = {
  manifest: inBoxManifest({
    id: '6d15af64-176c-496d-b583-fd2ae21d4df4',
    name: 'Checkout',
    friendlyName: 'Checkout',
    description: 'Get sources: the working tree of the repository, uncommitted changes included',
    major: 1,
    inputs: {
      repository: { defaultValue: 'self' },
      clean: { defaultValue: 'false' },
      fetchDepth: {},
      fetchTags: {},
      lfs: {},
    },
  }),
  run: async ({ repository, directories, log }) => {
    const target = directories.sources
    if (repository === undefined || target === undefined) {
      throw new Error(
        'There is no repository to check out here. Remove the checkout step, or run a pipeline file.',
      )
    }
    const files = await listFiles(repository)
    log(`Copying ${files.length} files of ${repository} to ${target}.`)
    await copyAll(files, repository, target)
  },
}

/** Tracked files that are still there, and new ones that are not ignored. Without git, everything. */
async function listFiles(repository: string): Promise<string[]> {
  if (!existsSync(join(repository, '.git'))) return await allFiles(repository)
  const options = { cwd: repository, maxBuffer: 256 * 1024 * 1024 }
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard']
  const { stdout } = await run('git', args, options)
  return [...new Set(stdout.split('\0').filter(name => name !== ''))]
}

async function allFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => !entry.isDirectory())
    .map(entry => join(entry.parentPath, entry.name).slice(folder.length + 1))
}

async function copyAll(files: readonly string[], from: string, to: string): Promise<void> {
  const folders = new Map<string, Promise<unknown>>()
  const made = (folder: string): Promise<unknown> => {
    const making = folders.get(folder) ?? mkdir(folder, { recursive: true })
    folders.set(folder, making)
    return making
  }
  for (let at = 0; at < files.length; at += AT_ONCE) {
    const some = files.slice(at, at + AT_ONCE)
    await Promise.all(some.map(file => copy(join(from, file), join(to, file), made)))
  }
}

async function copy(
  source: string,
  target: string,
  made: (folder: string) => Promise<unknown>,
): Promise<void> {
  // A tracked file that was deleted in the working tree is no longer there.
  const stats = await lstat(source).catch(() => undefined)
  if (!stats || stats.isDirectory()) return
  await made(dirname(target))
  if (!stats.isSymbolicLink()) return copyFile(source, target, constants.COPYFILE_FICLONE)
  await rm(target, { force: true })
  await symlink(await readlink(source), target)
}
