import { jobFields } from '../job/job-fields.ts'
import { ignored, mapOf, nullable, text } from '../schema/index.ts'
import { nodeInputs } from './node-inputs.ts'
import { nodeOutputs } from './node-outputs.ts'

/** What every node of a pipeline can say of itself. */
export const nodeFields = {
  $schema: ignored('names the schema for editors.'),
  name: ignored('a node is called as its key says.'),
  experiment_name: ignored('a node runs in the experiment of its pipeline.'),
  id: jobFields.id,
  status: jobFields.status,
  creation_context: jobFields.creation_context,
  log_files: jobFields.log_files,
  display_name: text,
  description: text,
  tags: mapOf(nullable(text)),
  properties: mapOf(nullable(text)),
  comment: text,
  inputs: nodeInputs,
  outputs: nodeOutputs,
}
