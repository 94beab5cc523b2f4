import type { ArtifactStore } from '../artifacts/store.ts'
import type { JobDirectories } from '../job/context.ts'
import type { TaskInput, TaskManifest } from '../tasks/manifest.ts'

/** What a task of the agent itself works with. */
export interface InBoxInvocation {
  /** Value of an input, '' when it was not given. */
  input: (name: string) => string
  variable: (name: string) => string | undefined
  directories: JobDirectories
  artifacts: ArtifactStore
  /** Working tree that `checkout: self` copies. */
  repository: string | undefined
  log: (line: string) => void
  warn: (message: string) => void
  /** Sends a line through the command parser, as a task would print it. */
  command: (line: string) => void
  /**
   * Runs a program with the environment of the step, without inputs and secrets. Lines are logged.
   * @returns exit code, and whether something was written to stderr
   */
  run: (
    command: string,
    args: readonly string[],
    directory: string,
  ) => Promise<{ code: number; wroteError: boolean }>
}

export interface InBoxTask {
  manifest: TaskManifest
  /** @throws to fail the step */
  run: (invocation: InBoxInvocation) => Promise<void>
}

type InputOptions = Partial<Pick<TaskInput, 'type' | 'defaultValue' | 'required' | 'aliases'>>

interface Definition {
  id: string
  name: string
  friendlyName: string
  description: string
  major: number
  inputs: Readonly<Record<string, InputOptions>>
  outputVariables?: string[]
}

export function inBoxManifest(definition: Definition): TaskManifest {
  return {
    id: definition.id,
    name: definition.name,
    friendlyName: definition.friendlyName,
    description: definition.description,
    version: { Major: definition.major, Minor: 0, Patch: 0 },
    author: 'local agent',
    help: `https://learn.microsoft.com/azure/devops/pipelines/tasks/reference/`,
    inputs: Object.entries(definition.inputs).map(([name, options]) => ({
      name,
      label: name,
      type: 'string',
      defaultValue: '',
      required: false,
      aliases: [],
      visibleRule: undefined,
      ...options,
    })),
    outputVariables: definition.outputVariables ?? [],
    restrictions: { commands: 'any', settableVariables: undefined },
    handlers: {},
  }
}
