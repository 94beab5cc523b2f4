import type { Variables } from '../../../common/host/host.ts'
import { contractTags } from '../../../common/machinelearning/contract-tags.ts'
import { KEY_PROPERTY } from '../../../common/machinelearning/job/job-identity.ts'
import { readJobFile, readJobSpec, type JobSpec } from '../../../common/specification/read-job-file.ts'
import { formFile } from './form-file.ts'
import type { SubmitInputs } from '../inputs.ts'

/** The job that the inputs mean, with this build's tags and the key by which a later attempt finds it. */
export function defineJob(inputs: SubmitInputs, variables: Variables, key: string): JobSpec {
  const { definition } = inputs
  const spec =
    definition.from === 'file'
      ? readJobFile(definition.jobFile, definition.overrides)
      : readJobSpec(formFile(definition.form, sourcesOf(variables)))
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

/** Relative paths in the form's fragments are relative to the sources, as in every other path input. */
const sourcesOf = (variables: Variables): string =>
  variables.get('System.DefaultWorkingDirectory') ?? process.cwd()

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
