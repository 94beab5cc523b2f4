import { Ajv } from 'ajv'
import fs from 'node:fs'
import path from 'node:path'
import { readJson } from '../layout.ts'
import type { Handler, TaskManifest } from '../task-manifest.ts'
import { checkDataSources } from './data-sources.ts'
import { checkInputs, doubled, when } from './task-inputs.ts'
import { checkVisibleRules } from './visible-rule.ts'

const schema = readJson<object>(path.join(import.meta.dirname, 'task.schema.json'))
const validate = new Ajv({ allErrors: true }).compile<TaskManifest>(schema)

/** A task's folder as it goes into the package: `…/MLOpsTrain/MLOpsTrainV1` and its task.json. */
export interface StagedTask {
  folder: string
  manifest: TaskManifest
}

/** All that is wrong with a staged task. The packaging tool only warns of these, users would meet them. */
export function checkTask({ folder, manifest }: StagedTask): string[] {
  if (!validate(manifest)) {
    return (validate.errors ?? []).map(({ instancePath, message }) => `task.json${instancePath} ${message}`)
  }
  return [
    ...checkInputs(manifest),
    ...checkVisibleRules(manifest),
    ...checkDataSources(manifest),
    ...checkNames(folder, manifest),
    ...checkFiles(folder, manifest),
  ]
}

/** What can only be seen over all tasks together: an ID twice installs one task over the other. */
export function checkAllTasks(tasks: StagedTask[]): string[] {
  const problems = tasks.flatMap(task =>
    checkTask(task).map(problem => `${path.basename(task.folder)}: ${problem}`),
  )
  const versions = tasks.map(({ manifest: { id, version } }) => `${id}@${version.Major}`)
  return [...problems, ...doubled(versions).map(version => `two tasks have the ID ${version}`)]
}

function checkNames(
  folder: string,
  { name, version, outputVariables = [], instanceNameFormat, inputs }: TaskManifest,
) {
  const expected = `${name}V${version.Major}`
  const macros = [...instanceNameFormat.matchAll(/\$\(([A-Za-z0-9]+)\)/g)].map(([, macro]) => macro)
  return [
    ...when(path.basename(folder) !== expected, `its folder must be called ${expected}`),
    ...doubled(outputVariables.map(output => output.name)).map(output => `two outputs are called ${output}`),
    ...macros
      .filter(macro => !inputs.some(input => input.name === macro))
      .map(macro => `instanceNameFormat: $(${macro}) is no input`),
  ]
}

function checkFiles(
  folder: string,
  { prejobexecution, execution, postjobexecution }: TaskManifest,
): string[] {
  const handlers = [prejobexecution, execution, postjobexecution].flatMap(phase =>
    Object.values<Handler>(phase ?? {}),
  )
  const wanted = ['icon.png', ...new Set(handlers.map(({ target }) => target))]
  const absent = wanted.filter(file => !fs.existsSync(path.join(folder, file)))
  return [
    ...absent.map(file => `${file} is missing`),
    ...(absent.includes('icon.png') ? [] : checkIcon(folder, 32)),
  ]
}

/** Width and height stand at fixed places in a PNG's first chunk. */
export function checkIcon(folder: string, size: number): string[] {
  const png = fs.readFileSync(path.join(folder, 'icon.png'))
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)]
  return when(width !== size || height !== size, `icon.png is ${width}x${height}, not ${size}x${size}`)
}
