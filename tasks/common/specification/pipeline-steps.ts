import { COMMAND_KEYS, COMMAND_KEYS_LATER, readCommand } from './command.ts'
import { readInputs, readOutputs } from './inputs-outputs.ts'
import type { InputSpec, OutputSpec, StepSpec } from './job-spec.ts'
import type { MappingReader } from './mapping-reader.ts'

const STEP_KEYS = [
  'type',
  'name',
  'display_name',
  'description',
  'tags',
  'inputs',
  'outputs',
  'compute',
  ...COMMAND_KEYS,
]

/** The steps of a pipeline job, in the file's order; every binding must name something that exists. */
export function readSteps(
  jobs: MappingReader | undefined,
  pipeline: MappingReader,
): Record<string, StepSpec> {
  const names = jobs?.keys() ?? []
  if (names.length === 0) pipeline.reject('jobs', 'a pipeline needs at least one step.')
  const steps: Record<string, StepSpec> = {}
  for (const name of names) {
    const reader = jobs?.mapping(name)
    if (reader) steps[name] = readStep(reader)
    else if (jobs?.isBlank(name)) jobs.reject(name, 'a step needs a command.')
  }
  for (const name of names) checkBindings(name, steps, jobs, pipeline)
  return steps
}

function readStep(reader: MappingReader): StepSpec {
  reader.only(STEP_KEYS, COMMAND_KEYS_LATER)
  const type = reader.text('type') ?? 'command'
  if (type !== 'command')
    reader.reject('type', `steps of type "${type}" are not sent by this version; command is.`)
  const displayName = reader.text('display_name')
  const compute = reader.text('compute')
  return {
    ...readCommand(reader),
    inputs: readInputs(reader.mapping('inputs')),
    outputs: readOutputs(reader.mapping('outputs')),
    ...(displayName !== undefined && { displayName }),
    ...(compute !== undefined && { compute }),
  }
}

function checkBindings(
  name: string,
  steps: Record<string, StepSpec>,
  jobs: MappingReader | undefined,
  pipeline: MappingReader,
): void {
  const step = steps[name]
  if (!step) return
  const reader = jobs?.mapping(name)
  for (const [kind, entries] of [
    ['inputs', step.inputs],
    ['outputs', step.outputs],
  ] as const) {
    for (const [key, entry] of Object.entries<InputSpec | OutputSpec>(entries)) {
      if (entry.kind !== 'binding' || exists(entry, steps, pipeline)) continue
      reader?.mapping(kind)?.reject(key, `${entry.value} names nothing in this pipeline.`)
    }
  }
}

type Binding = Extract<InputSpec, { kind: 'binding' }>

function exists({ value }: Binding, steps: Record<string, StepSpec>, pipeline: MappingReader): boolean {
  const path = bindingPath(value)
  if (path[0] !== 'parent') return false
  if (path[1] === 'jobs')
    return path[3] === 'outputs' && steps[path[2] ?? '']?.outputs[path[4] ?? ''] !== undefined
  const section = path[1] === 'inputs' || path[1] === 'outputs' ? pipeline.mapping(path[1]) : undefined
  return section?.has(path[2] ?? '') ?? false
}

/** `${{parent.jobs.prepare.outputs.table}}` -> its parts. */
export const bindingPath = (value: string): string[] =>
  (/^\$\{\{\s*(.+?)\s*\}\}$/.exec(value)?.[1] ?? '').split('.')
