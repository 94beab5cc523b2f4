import { tags } from '../job/job-fields.ts'
import { fallback, ignored, required } from '../schema/fields.ts'
import { boolean, integer, text } from '../schema/scalars.ts'
import { servingName } from '../serving-name.ts'
import { codeConfiguration } from './code-configuration.ts'
import { dataCollector } from './data-collector.ts'
import { deploymentEnvironment } from './environment.ts'
import { model } from './model.ts'
import { probe, requestSettings } from './request-settings.ts'
import { deploymentVariables } from './variables.ts'

const TOLD_BY_AZURE = 'Azure sets it; a file that was downloaded may have it.'

/** What every deployment can say of itself. */
export const deploymentFields = {
  $schema: ignored('names the schema for editors.'),
  name: required(servingName),
  endpoint_name: required(servingName),
  description: text,
  tags,
  properties: tags,
  model,
  model_mount_path: text,
  code_configuration: codeConfiguration,
  environment: deploymentEnvironment,
  environment_variables: deploymentVariables,
  app_insights_enabled: fallback(boolean, false),
  instance_count: integer({ min: 1 }),
  request_settings: requestSettings,
  liveness_probe: probe,
  readiness_probe: probe,
  data_collector: dataCollector,
  id: ignored(TOLD_BY_AZURE),
  provisioning_state: ignored(TOLD_BY_AZURE),
  creation_context: ignored(TOLD_BY_AZURE),
}
