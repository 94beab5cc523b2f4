import type { InputSpec, OutputSpec, PipelineJobSpec, StepSpec } from '../../specification/job-spec.ts'
import { bindingPath } from '../../specification/pipeline-steps.ts'
import type { ComponentSpec } from '../component/register-component.ts'
import { isoDuration } from '../duration.ts'
import type { JobBody } from './body.ts'
import { inputMode, outputMode } from './modes.ts'
import type { Resolver } from './resolve-job.ts'

/** The nodes of a pipeline job. Their keys are snake_case, but for componentId and computeId. */
export async function stepBodies(spec: PipelineJobSpec, resolver: Resolver): Promise<JobBody> {
  const bodies: Record<string, JobBody> = {}
  for (const [name, step] of Object.entries(spec.steps))
    bodies[name] = await stepBody(name, step, spec, resolver)
  return bodies
}

async function stepBody(
  name: string,
  step: StepSpec,
  spec: PipelineJobSpec,
  resolver: Resolver,
): Promise<JobBody> {
  const computeId = await resolver.compute(step.compute)
  return {
    name,
    type: 'command',
    componentId: await resolver.component(await componentOf(name, step, spec, resolver)),
    ...(computeId && { computeId }),
    ...(step.displayName && { display_name: step.displayName }),
    ...(step.resources && { resources: snakeCased(step.resources) }),
    ...(step.timeout !== undefined && {
      limits: { job_limits_type: 'Command', timeout: isoDuration(step.timeout) },
    }),
    environment_variables: step.environmentVariables,
    inputs: await stepInputs(step, resolver),
    outputs: stepOutputs(step),
    _source: 'YAML.JOB',
  }
}

async function componentOf(
  name: string,
  step: StepSpec,
  spec: PipelineJobSpec,
  resolver: Resolver,
): Promise<ComponentSpec> {
  const code = await resolver.code(step.code)
  return {
    display_name: step.displayName ?? name,
    type: 'command',
    is_deterministic: true,
    command: step.command,
    ...(code && { code: prefixed(code) }),
    environment: prefixed(await resolver.environment(step)),
    inputs: mapValues(step.inputs, input => ({ type: inputType(input, spec) })),
    outputs: mapValues(step.outputs, output => ({ type: outputType(output, spec) })),
    _source: 'YAML.JOB',
  }
}

/** Ids inside a component carry the prefix; those in a job's body do not. */
const prefixed = (id: string): string => (id.startsWith('azureml:') ? id : `azureml:${id}`)

function inputType(input: InputSpec | undefined, spec: PipelineJobSpec): string {
  if (input?.kind !== 'binding') return input?.type ?? 'uri_folder'
  const [, section, first = '', , output = ''] = bindingPath(input.value)
  return section === 'inputs'
    ? inputType(spec.inputs[first], spec)
    : outputType(spec.steps[first]?.outputs[output], spec)
}

function outputType(output: OutputSpec | undefined, spec: PipelineJobSpec): string {
  if (output?.kind !== 'binding') return output?.type ?? 'uri_folder'
  const bound = spec.outputs[bindingPath(output.value)[2] ?? '']
  return bound?.kind === 'data' ? bound.type : 'uri_folder'
}

async function stepInputs(step: StepSpec, resolver: Resolver): Promise<JobBody> {
  const bodies: Record<string, JobBody> = {}
  for (const [name, input] of Object.entries(step.inputs)) {
    bodies[name] =
      input.kind === 'data'
        ? { job_input_type: input.type, uri: await resolver.inputUri(input), mode: inputMode(input.mode) }
        : { job_input_type: 'literal', value: input.value }
  }
  return bodies
}

const stepOutputs = (step: StepSpec): JobBody =>
  mapValues(step.outputs, output =>
    output.kind === 'binding'
      ? { type: 'literal', value: output.value }
      : {
          job_output_type: output.type,
          mode: outputMode(output.mode),
          ...(output.path && { uri: output.path }),
        },
  )

const snakeCased = (record: Readonly<Record<string, unknown>>): JobBody =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      value,
    ]),
  )

function mapValues<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
}
