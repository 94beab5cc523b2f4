import { existingPath } from '../asset-path.ts'
import { anyMapping } from '../schema/collections.ts'
import { fallback, ignored, refused, required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked, worded } from '../schema/refine.ts'
import { anyCase, choice, text } from '../schema/scalars.ts'
import type { Read, Schema } from '../schema/schema.ts'
import { shapes } from '../schema/unions.ts'
import { tags } from '../job/job-fields.ts'

const TEMPLATE = 'templates belong to models of a registry; refer to such a model (azureml://registries/...).'
const TOLD_BY_AZURE = 'Azure sets it; a file that was downloaded may have it.'

/** A model that lies in a folder or file, or at a URI, and is registered on the way. */
const described = object('a model', {
  $schema: ignored('names the schema for editors.'),
  name: text,
  version: text,
  type: fallback(choice(['custom_model', 'mlflow_model', 'triton_model'], anyCase), 'custom_model'),
  path: required(existingPath),
  datastore: text,
  description: text,
  tags,
  properties: tags,
  stage: text,
  flavors: anyMapping,
  default_deployment_template: refused(TEMPLATE),
  allowed_deployment_templates: refused(TEMPLATE),
  system_metadata: ignored(
    'is for models of a registry; the official client does not send it to a workspace.',
  ),
  id: ignored(TOLD_BY_AZURE),
  utc_time_created: ignored(TOLD_BY_AZURE),
  creation_context: ignored(TOLD_BY_AZURE),
  job_name: ignored(TOLD_BY_AZURE),
  latest_version: ignored(TOLD_BY_AZURE),
  intellectual_property: ignored(TOLD_BY_AZURE),
})
const inlineModel = checked(described, ({ name, version }, at) => {
  if (name !== undefined && version === undefined)
    at.at('name').reject(
      'a model with a name needs a version: without one each run would register another. Without a name its content is its version.',
    )
})
export type InlineModel = Read<typeof inlineModel>

const REFERENCE =
  /^(azureml:([^:@/]+:[^:@/]+|[^:@/]+@latest|\/subscriptions\/.+\/models\/[^/]+\/versions\/[^/]+)|azureml:\/\/registries\/[^/]+\/models\/[^/]+\/(versions|labels)\/[^/]+)$/

const reference = worded(
  'azureml:NAME:VERSION, azureml:NAME@latest, azureml: with an ARM id, or a registry URI',
  checked(text, (value, at) => {
    if (!REFERENCE.test(value))
      at.reject(
        `"${value}" names no version of a model; write azureml:NAME:VERSION, azureml:NAME@latest, azureml: with an ARM id, or a mapping with a path.`,
      )
  }),
)

/** The reference as it stands in the file, or what the model is. */
export type ModelSpec = string | InlineModel
export const model: Schema<ModelSpec> = shapes({ scalar: reference, mapping: inlineModel })
