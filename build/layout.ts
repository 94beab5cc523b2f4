import fs from 'node:fs'
import path from 'node:path'
import type { TaskManifest } from './task-manifest.ts'

export const root = path.resolve(import.meta.dirname, '..')
export const dist = path.join(root, 'dist')
/** What the VSIX holds of each task, and what local runs start. */
export const stagedTasks = path.join(dist, 'tasks')
export const metaFolder = path.join(dist, 'meta')

/** A task of one major version: a folder with a task.json. */
export interface TaskFolder {
  /** Relative to `tasks/`: `MLOpsTrain/MLOpsTrainV1`. */
  relative: string
  source: string
  manifest: TaskManifest
}

/** Every task under `tasks`, in alphabetical order: the folders two levels down that hold a task.json. */
export function findTasks(tasks = path.join(root, 'tasks')): TaskFolder[] {
  return subfolders(tasks)
    .flatMap(name => subfolders(path.join(tasks, name)).map(version => path.posix.join(name, version)))
    .map(relative => ({ relative, source: path.join(tasks, relative) }))
    .filter(({ source }) => fs.existsSync(path.join(source, 'task.json')))
    .map(folder => ({ ...folder, manifest: readManifest(folder.source) }))
}

export function readManifest(folder: string): TaskManifest {
  return readJson<TaskManifest>(path.join(folder, 'task.json'))
}

export function readJson<Content>(file: string): Content {
  return JSON.parse(fs.readFileSync(file, 'utf8')) as Content
}

function subfolders(folder: string): string[] {
  const entries = fs.readdirSync(folder, { withFileTypes: true })
  return entries
    .filter(entry => entry.isDirectory())
    .map(entry => entry.name)
    .sort()
}
