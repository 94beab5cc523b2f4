import { shortUri } from '../machinelearning/common/uris.ts'
import type { CommandOutput, OutputTemplate } from './job-definition.ts'

/** The outputs of a run at their places. */
export const placeOutputs = (
  runId: string,
  templates: Record<string, OutputTemplate>,
): Record<string, CommandOutput> =>
  Object.fromEntries(
    Object.entries(templates).map(([name, template]) => [name, placeOutput(runId, name, template)]),
  )

const placeOutput = (runId: string, name: string, template: OutputTemplate): CommandOutput => ({
  ...template,
  uri: template.uri?.replaceAll('${{name}}', runId) ?? defaultOutputUri(runId, name, template.type),
})

/** Where the service puts an output that names no place: under the id of the run that writes it. */
const defaultOutputUri = (runId: string, name: string, type: string): string =>
  shortUri('workspaceblobstore', `azureml/${runId}/${name}${type === 'uri_file' ? '' : '/'}`)
