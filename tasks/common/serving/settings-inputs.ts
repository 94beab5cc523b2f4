import type { InputReader } from '../host/input-reader.ts'
import { defined } from '../machinelearning/job/defined.ts'
import type { DataCollector } from '../specification/deployment/data-collector.ts'
import type { DeploymentFile } from '../specification/deployment/deployment.ts'
import { probe, type RequestSettings } from '../specification/deployment/request-settings.ts'
import { readEnvironmentVariables } from './environment-variables.ts'
import { fragment } from '../specification/fragment.ts'

/** What a form says around the code, on any kind of endpoint, as a deployment file would say it. */
export type Settings = Pick<
  DeploymentFile,
  | 'environment_variables'
  | 'app_insights_enabled'
  | 'data_collector'
  | 'request_settings'
  | 'liveness_probe'
  | 'readiness_probe'
>

/** The two collections that Azure's own monitoring looks for. */
const COLLECTOR: DataCollector = {
  collections: { model_inputs: { enabled: true }, model_outputs: { enabled: true } },
  rolling_rate: 'hour',
  sampling_rate: 1,
}

/** The inputs that `readSettings` reads; blank or false unless somebody sets them. */
export const SETTINGS = [
  'environmentVariables',
  'appInsightsEnabled',
  'collectData',
  'requestTimeoutInMilliseconds',
  'maxConcurrentRequestsPerInstance',
  'maxQueueWaitInMilliseconds',
  'livenessProbe',
  'readinessProbe',
] as const

export const readSettings = (read: InputReader): Settings => ({
  environment_variables: readEnvironmentVariables(read),
  app_insights_enabled: read.flag('appInsightsEnabled'),
  ...defined({
    data_collector: read.flag('collectData') ? COLLECTOR : undefined,
    request_settings: readRequestSettings(read),
    liveness_probe: fragment(read, 'livenessProbe', probe),
    readiness_probe: fragment(read, 'readinessProbe', probe),
  }),
})

/** Undefined where the form says nothing. */
function readRequestSettings(read: InputReader): RequestSettings | undefined {
  const settings = defined({
    request_timeout_ms: read.integer('requestTimeoutInMilliseconds', { min: 1 }),
    max_concurrent_requests_per_instance: read.integer('maxConcurrentRequestsPerInstance', { min: 1 }),
    max_queue_wait_ms: read.integer('maxQueueWaitInMilliseconds', { min: 1 }),
  })
  return Object.keys(settings).length === 0 ? undefined : settings
}
