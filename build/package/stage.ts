import fs from 'node:fs'
import path from 'node:path'
import { extensionVersion } from '../bundle/stamp-version.ts'
import { dist, findTasks, readJson, root, stagedTasks } from '../layout.ts'
import type { StagedTask } from '../checks/task-manifest.ts'
import { thirdPartyNotices } from './notices.ts'
import type { ExtensionManifest, Variant } from './variant.ts'

/** Everything that the VSIX is made of, lying in one folder. */
export interface StagedExtension {
  folder: string
  manifest: ExtensionManifest
  tasks: StagedTask[]
}

/** Lays out one edition of the extension from the bundled tasks and the pages of the repository. */
export function stageExtension(variant: Variant, into = dist): StagedExtension {
  const folder = path.join(into, `extension${variant.suffix}`)
  fs.rmSync(folder, { recursive: true, force: true })
  fs.mkdirSync(folder, { recursive: true })
  const tasks = findTasks(stagedTasks).map(({ relative, source, manifest }) =>
    stageTask(source, path.join(folder, 'tasks', relative), variant.task(manifest)),
  )
  for (const page of ['overview.md', 'LICENSE', 'images']) {
    fs.cpSync(path.join(root, page), path.join(folder, page), { recursive: true })
  }
  fs.writeFileSync(path.join(folder, 'THIRD_PARTY_NOTICES.txt'), thirdPartyNotices(findTasks()))
  return { folder, manifest: stageManifest(folder, variant), tasks }
}

function stageTask(source: string, target: string, manifest: StagedTask['manifest']): StagedTask {
  const folder = path.join(path.dirname(target), `${manifest.name}V${manifest.version.Major}`)
  fs.cpSync(source, folder, { recursive: true })
  fs.writeFileSync(path.join(folder, 'task.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return { folder, manifest }
}

function stageManifest(folder: string, variant: Variant): ExtensionManifest {
  const source = readJson<ExtensionManifest>(path.join(root, 'vss-extension.json'))
  const manifest = variant.extension({ ...source, version: extensionVersion() })
  fs.writeFileSync(path.join(folder, 'vss-extension.json'), `${JSON.stringify(manifest, null, 2)}\n`)
  return manifest
}
