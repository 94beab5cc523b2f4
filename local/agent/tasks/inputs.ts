import { resolve } from 'node:path'

import type { JobDirectories } from '../job/context.ts'
import { expandMacros } from '../variables/macros.ts'
import type { Variables } from '../variables/variables.ts'
import type { TaskInput, TaskManifest } from './manifest.ts'

export interface InputParts {
  manifest: TaskManifest
  given: ReadonlyMap<string, string>
  variables: Variables
  environment: NodeJS.ProcessEnv
  directories: JobDirectories
}

/** The declared input of that name or alias. */
export function findInput(manifest: TaskManifest, name: string): TaskInput | undefined {
  const key = name.toLowerCase()
  return manifest.inputs.find(input =>
    [input.name, ...input.aliases].some(candidate => candidate.toLowerCase() === key),
  )
}

/** Inputs as a task receives them: defaults, what was given, two passes of macros, rooted paths. */
export function resolveInputs(parts: InputParts): Map<string, string> {
  const { manifest, given, directories } = parts
  const values = new Map(manifest.inputs.map(input => [input.name, input.defaultValue.trim()]))
  for (const [name, value] of given) values.set(findInput(manifest, name)?.name ?? name, value.trim())
  for (const [name, value] of values) {
    const expanded = expandTwice(value, parts)
    const isPath = findInput(manifest, name)?.type.toLowerCase() === 'filepath'
    values.set(name, isPath ? rootPath(expanded, directories) : expanded)
  }
  return values
}

/** First the variables of the job, then the environment of the agent: a value may bring in a macro of the latter. */
export function expandTwice(
  text: string,
  { variables, environment }: Pick<InputParts, 'variables' | 'environment'>,
): string {
  return expandMacros(variables.expand(text), name => environment[name])
}

/** An empty path becomes the root as well, as the agent does it. */
function rootPath(path: string, { sources, defaultWorking }: JobDirectories): string {
  const unquoted = process.platform === 'win32' ? path.replace(/^"+|"+$/g, '') : path
  return resolve(sources ?? defaultWorking, unquoted)
}
