import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface TaskSource {
  /** JavaScript of the main part. */
  main?: string
  pre?: string
  post?: string
  /** Further fields of task.json. */
  manifest?: Record<string, unknown>
}

/** Writes a task `<name>@1` below the folder, in the layout of an extension. */
export function writeTask(
  folder: string,
  name: string,
  { main = '', pre, post, manifest = {} }: TaskSource,
): void {
  const directory = join(folder, name, `${name}V1`)
  mkdirSync(directory, { recursive: true })
  const handler = (target: string): object => ({ Node20_1: { target } })
  const json = {
    id: '5b0f9a7e-0f67-4c02-9f57-1f2a6a3f8a11',
    name,
    friendlyName: `The ${name}`,
    description: `Does ${name}`,
    version: { Major: 1, Minor: 2, Patch: 3 },
    author: 'tests',
    inputs: [],
    execution: handler('main.cjs'),
    ...(pre !== undefined && { prejobexecution: handler('pre.cjs') }),
    ...(post !== undefined && { postjobexecution: handler('post.cjs') }),
    ...manifest,
  }
  writeFileSync(join(directory, 'task.json'), JSON.stringify(json))
  for (const [file, source] of Object.entries({ main, pre, post })) {
    if (source !== undefined) writeFileSync(join(directory, `${file}.cjs`), source)
  }
}
