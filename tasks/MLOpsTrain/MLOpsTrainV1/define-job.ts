import type { Variables } from '../../common/host/host.ts'
import { contractTags } from '../../common/machinelearning/contract-tags.ts'
import { KEY_PROPERTY } from '../../common/machinelearning/job/job-identity.ts'
import { readJobFile, readJobSpec, type JobSpec } from '../../common/specification/read-job-file.ts'
import { YamlFile } from '../../common/specification/yaml-file.ts'
import type { SubmitInputs } from './inputs.ts'
import type { JobForm } from './job-definition.ts'

const DEFAULT_IMAGE = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:latest'

/** The job that the inputs mean, with this build's tags and the key by which a later attempt finds it. */
export function defineJob(inputs: SubmitInputs, variables: Variables, key: string): JobSpec {
  const { definition } = inputs
  const spec =
    definition.from === 'file'
      ? readJobFile(definition.jobFile, definition.overrides)
      : readJobSpec(new YamlFile(formPath(variables), formText(definition.form)))
  const experimentName = inputs.experimentName ?? spec.experiment_name ?? experimentOf(variables)
  const displayName = inputs.jobDisplayName ?? spec.display_name ?? variables.get('Build.BuildNumber')
  return {
    ...spec,
    experiment_name: experimentName,
    ...(displayName && { display_name: displayName }),
    tags: { ...spec.tags, ...inputs.tags, ...contractTags(variables) },
    properties: { ...spec.properties, ...gitProperties(variables), [KEY_PROPERTY]: key },
  }
}

/** The form as the job file that it stands for: quoted scalars, and the fragments as they were typed. */
function formText(form: JobForm): string {
  const lines = [
    'type: command',
    `command: ${JSON.stringify(form.command)}`,
    ...scalar('code', form.code),
    ...scalar('compute', form.compute),
    ...environment(form),
    ...resources(form),
    ...fragment('inputs', form.jobInputs),
    ...fragment('outputs', form.jobOutputs),
    ...fragment('environment_variables', form.environmentVariables),
  ]
  return lines.join('\n')
}

function environment(form: JobForm): string[] {
  if (form.environment) return scalar('environment', form.environment)
  const image = scalar('image', form.image ?? DEFAULT_IMAGE)
  return ['environment:', ...indent([...image, ...scalar('conda_file', form.condaFile)])]
}

function resources(form: JobForm): string[] {
  const count = form.instanceCount === undefined ? [] : [`instance_count: ${form.instanceCount}`]
  return ['resources:', ...indent([...count, ...scalar('instance_type', form.instanceType)])]
}

const scalar = (key: string, value: string | undefined): string[] =>
  value === undefined ? [] : [`${key}: ${JSON.stringify(value)}`]

const fragment = (key: string, text: string | undefined): string[] =>
  text === undefined ? [] : [`${key}:`, ...indent(text.split(/\r?\n/))]

const indent = (lines: readonly string[]): string[] => lines.map(line => `  ${line}`)

/** Relative paths in the form's fragments are relative to the sources, as in every other path input. */
const formPath = (variables: Variables): string =>
  `${variables.get('System.DefaultWorkingDirectory') ?? process.cwd()}/the form`

const experimentOf = (variables: Variables): string =>
  (variables.get('Build.DefinitionName') ?? variables.get('Release.DefinitionName') ?? '')
    .replace(/[^\w-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '') || 'mlops'

/** Whoever reads the job reads its properties: a user or a token in the address stays here. */
const withoutUser = (address: string | undefined): string | undefined =>
  address?.replace(/^([a-z+]+:\/\/)[^/]*@/i, '$1')

/** The properties by which the studio shows a job's commit. */
function gitProperties(variables: Variables): Record<string, string> {
  const known: Record<string, string | undefined> = {
    'mlflow.source.git.repoURL': withoutUser(variables.get('Build.Repository.Uri')),
    'mlflow.source.git.branch': variables.get('Build.SourceBranchName'),
    'mlflow.source.git.commit': variables.get('Build.SourceVersion'),
  }
  return Object.fromEntries(
    Object.entries(known).filter((entry): entry is [string, string] => Boolean(entry[1])),
  )
}
