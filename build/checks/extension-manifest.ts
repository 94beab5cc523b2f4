import fs from 'node:fs'
import path from 'node:path'
import type { StagedExtension } from '../package/stage.ts'
import { checkIcon, checkAllTasks } from './task-manifest.ts'
import { when } from './task-inputs.ts'

/** All that is wrong with the staged extension and its tasks, before it is packaged. */
export function checkExtension({ folder, manifest, tasks }: StagedExtension): string[] {
  const contributed = manifest.contributions.map(({ properties }) => properties.name)
  const packaged = manifest.files.map(file => file.path)
  const present = [...new Set(tasks.map(task => `tasks/${path.basename(path.dirname(task.folder))}`))]
  return [
    ...checkAllTasks(tasks),
    ...when(
      manifest.description.length > 200,
      'vss-extension.json: the description has more than 200 characters',
    ),
    ...present.filter(task => !contributed.includes(task)).map(task => `${task} is no contribution`),
    ...present.filter(task => !packaged.includes(task)).map(task => `${task} is not among the files`),
    ...contributed.filter(task => !present.includes(task)).map(task => `contribution ${task} is no task`),
    ...packaged.filter(file => !fs.existsSync(path.join(folder, file))).map(file => `${file} is missing`),
    ...checkIcon(path.join(folder, 'images'), 128),
  ]
}
