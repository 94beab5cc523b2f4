import { COMMAND_KEYS, COMMAND_KEYS_LATER, readCommand } from './command.ts'
import { readInputs, readOutputs } from './inputs-outputs.ts'
import type { CommandJobSpec, JobSpec, PipelineJobSpec } from './job-spec.ts'
import { MappingReader } from './mapping-reader.ts'
import { applyOverrides } from './overrides.ts'
import { readSteps } from './pipeline-steps.ts'
import { YamlFile } from './yaml-file.ts'

const COMMON_KEYS = [
  '$schema',
  'type',
  'name',
  'display_name',
  'description',
  'experiment_name',
  'tags',
  'properties',
  'inputs',
  'outputs',
  'compute',
]

/** Reads a job file of the Azure ML CLI v2 and checks all of it; throws with every problem and its place. */
export const readJobFile = (path: string, overrides: readonly string[] = []): JobSpec =>
  readJobSpec(new YamlFile(path), overrides)

/** The same for a file that is open already, or for a form written as one. */
export function readJobSpec(file: YamlFile, overrides: readonly string[] = []): JobSpec {
  applyOverrides(file, overrides)
  const spec = readJob(file)
  file.check()
  return spec as JobSpec
}

function readJob(file: YamlFile): JobSpec | undefined {
  const reader = MappingReader.root(file)
  if (!reader) return undefined
  const type = reader.text('type') ?? (reader.has('jobs') ? 'pipeline' : 'command')
  if (type === 'command') return readCommandJob(reader)
  if (type === 'pipeline') return readPipelineJob(reader)
  reader.reject('type', `jobs of type "${type}" are not sent by this version; command and pipeline are.`)
  return undefined
}

function readCommandJob(reader: MappingReader): CommandJobSpec {
  reader.only([...COMMON_KEYS, ...COMMAND_KEYS], COMMAND_KEYS_LATER)
  return { type: 'command', ...readCommon(reader), ...readCommand(reader) }
}

function readPipelineJob(reader: MappingReader): PipelineJobSpec {
  reader.only([...COMMON_KEYS, 'jobs', 'settings'], ['identity', 'component'])
  const settings = reader.mapping('settings')
  settings?.only(['default_compute', 'default_datastore', 'continue_on_step_failure', 'force_rerun'])
  return {
    type: 'pipeline',
    ...readCommon(reader),
    steps: readSteps(reader.mapping('jobs'), reader),
    settings: (settings?.node.toJSON() ?? {}) as Record<string, unknown>,
  }
}

function readCommon(
  reader: MappingReader,
): Omit<CommandJobSpec, 'type' | 'command' | 'environment' | 'environmentVariables'> {
  const texts = {
    name: reader.text('name'),
    displayName: reader.text('display_name'),
    description: reader.text('description'),
    experimentName: reader.text('experiment_name'),
    compute: reader.text('compute'),
  }
  return {
    ...present(texts),
    tags: reader.texts('tags'),
    properties: reader.texts('properties'),
    inputs: readInputs(reader.mapping('inputs')),
    outputs: readOutputs(reader.mapping('outputs')),
  }
}

/** Without the entries that are undefined. */
export function present<T extends Record<string, string | undefined>>(
  record: T,
): { [K in keyof T]?: string } {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as { [K in keyof T]?: string }
}
