import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'

import { inBoxTasks } from '../steps/index.ts'
import type { InBoxTask } from '../steps/in-box-task.ts'
import { readManifest, type TaskManifest } from './manifest.ts'

export type ResolvedTask =
  | { kind: 'packaged'; manifest: TaskManifest; directory: string }
  | { kind: 'in-box'; manifest: TaskManifest; task: InBoxTask }

/** The tasks that a pipeline may name. */
export class Catalogue {
  readonly #tasks: readonly ResolvedTask[]

  constructor(packaged: readonly ResolvedTask[]) {
    const inBox = inBoxTasks.map(task => ({ kind: 'in-box' as const, manifest: task.manifest, task }))
    this.#tasks = [...inBox, ...packaged]
  }

  /** @param reference `Name@1`, or with the whole version `Name@1.2.3`; in-box tasks win. */
  find(reference: string): ResolvedTask | undefined {
    const [name = '', version = ''] = reference.split('@')
    return this.#tasks
      .filter(
        ({ manifest }) => manifest.name.toLowerCase() === name.toLowerCase() && matches(manifest, version),
      )
      .at(0)
  }

  names(): string[] {
    return this.#tasks.map(({ manifest }) => `${manifest.name}@${manifest.version.Major}`).sort()
  }
}

function matches({ version }: TaskManifest, wanted: string): boolean {
  return wanted === String(version.Major) || wanted === versionText(version)
}

export function versionText({ Major, Minor, Patch }: TaskManifest['version']): string {
  return `${Major}.${Minor}.${Patch}`
}

/**
 * Reads the tasks below the given folders; each has the shape of an extension: `<task>/<task>V<major>/task.json`,
 * or is itself the folder of a task.
 */
export function readCatalogue(folders: readonly string[]): Catalogue {
  return new Catalogue(folders.flatMap(findManifests).map(readTask))
}

function readTask(path: string): ResolvedTask {
  return { kind: 'packaged', manifest: readManifest(path), directory: dirname(path) }
}

function findManifests(folder: string): string[] {
  if (!existsSync(folder)) return []
  const own = join(folder, 'task.json')
  if (existsSync(own)) return [own]
  const folders = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true })
      .filter(entry => entry.isDirectory())
      .map(entry => join(path, entry.name))
      .sort()
  return folders(folder).flatMap(task => {
    const direct = join(task, 'task.json')
    if (existsSync(direct)) return [direct]
    return folders(task)
      .map(version => join(version, 'task.json'))
      .filter(path => existsSync(path))
  })
}
