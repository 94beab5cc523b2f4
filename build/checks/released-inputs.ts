import fs from 'node:fs'
import path from 'node:path'
import prettier from 'prettier'
import { readJson, root } from '../layout.ts'
import type { TaskManifest } from '../task-manifest.ts'

const file = path.join(root, 'build/released-inputs.json')

/** What users' pipelines rely on, by `name@major`. A release may add to it, never take from it. */
export type Released = Record<string, ReleasedTask>

interface ReleasedTask {
  id: string
  inputs: string[]
  outputs: string[]
}

export function readReleased(): Released {
  return readJson<Released>(file)
}

/** Compares with the record: what is gone breaks pipelines, and what is new must be recorded to be kept. */
export function checkReleased(manifests: TaskManifest[], released: Released): string[] {
  const present = recordOf(manifests)
  const gone = Object.keys(released).filter(key => !present[key])
  return [
    ...gone.map(key => `${key} was released and is gone; a task may be deprecated, not removed`),
    ...Object.entries(present).flatMap(([key, task]) => compare(key, task, released[key])),
  ]
}

/** Takes the tasks as they are into the record. */
export async function writeReleased(manifests: TaskManifest[]): Promise<void> {
  const style = await prettier.resolveConfig(file)
  const record = await prettier.format(JSON.stringify(recordOf(manifests)), { ...style, parser: 'json' })
  fs.writeFileSync(file, record)
}

export function recordOf(manifests: TaskManifest[]): Released {
  return Object.fromEntries(
    manifests.map(({ name, version, id, inputs, outputVariables = [] }) => [
      `${name}@${version.Major}`,
      { id, inputs: inputs.map(input => input.name), outputs: outputVariables.map(output => output.name) },
    ]),
  )
}

function compare(key: string, present: ReleasedTask, released: ReleasedTask | undefined): string[] {
  if (!released) return [`${key} is not in the record: npm run package -- --record`]
  return [
    ...(present.id === released.id
      ? []
      : [`${key}: its ID changed; Azure DevOps would take it for another task`]),
    ...compareNames(`${key}: input`, present.inputs, released.inputs),
    ...compareNames(`${key}: output`, present.outputs, released.outputs),
  ]
}

function compareNames(what: string, present: string[], released: string[]): string[] {
  const gone = released.filter(name => !present.includes(name))
  const added = present.filter(name => !released.includes(name))
  return [
    ...gone.map(name => `${what} ${name} was released and is gone; that needs a new major version`),
    ...added.map(name => `${what} ${name} is not in the record: npm run package -- --record`),
  ]
}
