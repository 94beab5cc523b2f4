import type {
  CommandJobSpec,
  InputSpec,
  JobSpec,
  OutputSpec,
  PipelineJobSpec,
} from '../../specification/job-spec.ts'
import { isoDuration } from '../duration.ts'
import type { JobBody } from './body.ts'
import { inputMode, outputMode } from './modes.ts'
import { stepBodies } from './pipeline-body.ts'
import type { Resolver } from './resolve-job.ts'

/** Registers and uploads what the job needs and writes the body that Azure takes. */
export const jobBody = (spec: JobSpec, resolver: Resolver): Promise<JobBody> =>
  spec.type === 'command' ? commandBody(spec, resolver) : pipelineBody(spec, resolver)

async function commandBody(spec: CommandJobSpec, resolver: Resolver): Promise<JobBody> {
  const codeId = await resolver.code(spec.code)
  return {
    jobType: 'Command',
    ...(await commonBody(spec, resolver)),
    command: spec.command,
    ...(codeId && { codeId }),
    environmentId: await resolver.environment(spec),
    environmentVariables: spec.environmentVariables,
    ...(spec.resources && { resources: spec.resources }),
    ...(spec.timeout !== undefined && {
      limits: { jobLimitsType: 'Command', timeout: isoDuration(spec.timeout) },
    }),
  }
}

async function pipelineBody(spec: PipelineJobSpec, resolver: Resolver): Promise<JobBody> {
  const { default_compute: named, ...settings } = spec.settings
  const reference = typeof named === 'string' ? named : spec.compute
  const defaultCompute =
    (await resolver.compute(reference)) ?? (reference === undefined ? undefined : 'serverless')
  return {
    jobType: 'Pipeline',
    ...(await commonBody(spec, resolver)),
    jobs: await stepBodies(spec, resolver),
    settings: {
      ...settings,
      ...(defaultCompute && { default_compute: defaultCompute }),
      _source: 'YAML.JOB',
    },
  }
}

async function commonBody(spec: JobSpec, resolver: Resolver): Promise<JobBody> {
  const computeId = await resolver.compute(spec.compute)
  return {
    ...(spec.displayName && { displayName: spec.displayName }),
    ...(spec.description && { description: spec.description }),
    ...(spec.experimentName && { experimentName: spec.experimentName }),
    ...(computeId && { computeId }),
    isArchived: false,
    tags: spec.tags,
    properties: spec.properties,
    inputs: await inputBodies(spec.inputs, resolver),
    outputs: outputBodies(spec.outputs),
  }
}

export async function inputBodies(
  inputs: Readonly<Record<string, InputSpec>>,
  resolver: Resolver,
): Promise<JobBody> {
  const entries = Object.entries(inputs).map(
    async ([name, input]) => [name, await inputBody(input, resolver)] as const,
  )
  return Object.fromEntries(await Promise.all(entries))
}

async function inputBody(input: InputSpec, resolver: Resolver): Promise<JobBody> {
  if (input.kind !== 'data') return { jobInputType: 'literal', value: input.value }
  const uri = await resolver.inputUri(input)
  return { jobInputType: input.type, uri, mode: inputMode(input.mode) }
}

const outputBodies = (outputs: Readonly<Record<string, OutputSpec>>): JobBody =>
  Object.fromEntries(Object.entries(outputs).map(([name, output]) => [name, outputBody(output)]))

function outputBody(output: OutputSpec): JobBody {
  if (output.kind === 'binding') return { jobOutputType: 'uri_folder' }
  return {
    jobOutputType: output.type,
    mode: outputMode(output.mode),
    ...(output.path !== undefined && { uri: output.path }),
  }
}
