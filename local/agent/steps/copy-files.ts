import { cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { basename, dirname, join, relative, resolve } from 'node:path'

import { inBoxManifest, type InBoxTask } from './in-box-task.ts'
import { matchPatterns } from './patterns.ts'

export const copyFiles: InBoxTask = {
  manifest: inBoxManifest({
    id: '5bfb729a-a7c8-4a78-a7c3-8d717bb7c13c',
    name: 'CopyFiles',
    friendlyName: 'Copy files',
    description: 'Copy files from a source folder to a target folder using patterns',
    major: 2,
    inputs: {
      SourceFolder: { type: 'filePath' },
      Contents: { defaultValue: '**', required: true },
      TargetFolder: { required: true },
      CleanTargetFolder: { type: 'boolean', defaultValue: 'false' },
      OverWrite: { type: 'boolean', defaultValue: 'false' },
      flattenFolders: { type: 'boolean', defaultValue: 'false' },
    },
  }),
  run: ({ input, directories, log }) => {
    const yes = (name: string): boolean => input(name).toLowerCase() === 'true'
    const source = input('SourceFolder')
    if (!existsSync(source)) throw new Error(`The source folder ${source} does not exist.`)
    const target = resolve(directories.defaultWorking, input('TargetFolder'))
    const files = readdirSync(source, { recursive: true, withFileTypes: true })
      .filter(entry => !entry.isDirectory())
      .map(entry => relative(source, join(entry.parentPath, entry.name)))
    const chosen = matchPatterns(files, input('Contents'))
    log(`found ${chosen.length} files`)
    if (yes('CleanTargetFolder')) rmSync(target, { recursive: true, force: true })
    for (const file of chosen) {
      const destination = join(target, yes('flattenFolders') ? basename(file) : file)
      if (existsSync(destination) && !yes('OverWrite')) {
        log(`File ${basename(file)} already exists at ${destination}`)
        continue
      }
      mkdirSync(dirname(destination), { recursive: true })
      log(`Copying ${join(source, file)} to ${destination}`)
      cpSync(join(source, file), destination, { force: true })
    }
    return Promise.resolve()
  },
}
