import type { CommandInput } from '../../execution/job-definition.ts'
import type { Fields } from '../common/body.ts'
import { textOf } from '../common/text.ts'
import { readInputs } from './job-data.ts'

/** The properties that the service adds to a job's own; a sweep's come with its run. */
export function serviceProperties(sent: Fields): Record<string, string> {
  switch (sent['jobType']) {
    case 'Pipeline':
      return pipelineProperties(sent)
    case 'Command':
      return { '_azureml.ComputeTargetType': 'amlctrain' }
    default:
      return {}
  }
}

function pipelineProperties(sent: Fields): Record<string, string> {
  const settings = (sent['settings'] ?? {}) as Fields
  const compute = nameOf(sent['computeId'] ?? settings['default_compute'])
  const datastore = nameOf(settings['default_datastore'])
  const goesOn = settings['continue_on_step_failure']
  return {
    'azureml.DevPlatv2': 'true',
    'azureml.runsource': 'azureml.PipelineRun',
    runSource: 'MFE',
    runType: 'HTTP',
    'azureml.parameters': JSON.stringify(literals(readInputs(sent['inputs']))),
    ...(goesOn !== undefined && {
      'azureml.continue_on_step_failure': textOf(goesOn).toLowerCase() === 'true' ? 'True' : 'False',
    }),
    ...(compute && { 'azureml.defaultComputeName': compute }),
    ...(datastore && { 'azureml.defaultDataStoreName': datastore }),
    'azureml.pipelineComponent': 'pipelinerun',
  }
}

const nameOf = (id: unknown): string | undefined => textOf(id).split('/').at(-1)

const literals = (inputs: Record<string, CommandInput>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(inputs).flatMap(([name, input]) =>
      input.kind === 'literal' ? [[name, input.value]] : [],
    ),
  )
