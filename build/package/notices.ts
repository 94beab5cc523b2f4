import type { Metafile } from 'esbuild'
import fs from 'node:fs'
import path from 'node:path'
import { metafileOf } from '../bundle/bundle-task.ts'
import { bundledModules, packageFolders } from '../checks/bundle-content.ts'
import type { TaskFolder } from '../layout.ts'
import { readJson, root } from '../layout.ts'

interface Package {
  name: string
  version: string
  license?: string
}

const rule = '='.repeat(80)

/** The licences of all packages of which a bundle holds a part, as those licences ask. */
export function thirdPartyNotices(tasks: TaskFolder[]): string {
  const modules = tasks.flatMap(task => bundledModules(readJson<Metafile>(metafileOf(task))))
  const notices = packageFolders(modules).map(noticeOf).sort()
  const introduction = 'The tasks of this extension contain parts of the following packages.'
  return [introduction, ...new Set(notices)].join(`\n\n${rule}\n`) + '\n'
}

function noticeOf(folder: string): string {
  const { name, version, license } = readJson<Package>(path.join(root, folder, 'package.json'))
  const files = fs
    .readdirSync(path.join(root, folder))
    .filter(file => /^(licen[cs]e|copying|notice)/i.test(file))
  const texts = files.map(file => fs.readFileSync(path.join(root, folder, file), 'utf8').trim())
  if (texts.length === 0 && !license)
    throw new Error(`${name} ${version} states no licence; it cannot be shipped`)
  const body = texts.length > 0 ? texts : [`Licence: ${license}`]
  return [`${name} ${version}`, ...body].join('\n\n')
}
