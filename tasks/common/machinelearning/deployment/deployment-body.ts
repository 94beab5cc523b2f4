import type { DeploymentFile } from '../../specification/deployment/deployment.ts'
import { isoDuration } from '../duration.ts'
import { defined } from '../job/defined.ts'
import { texts } from '../texts.ts'
import { containerResourcesBody } from './container-resources-body.ts'
import { dataCollectorBody } from './data-collector-body.ts'
import { probeBody, requestSettingsBody } from './request-settings-body.ts'

/** What a deployment refers to, as Azure knows it. */
export interface DeploymentAssets {
  /** ARM id, or the URI of a model in a registry. */
  readonly model: string | undefined
  readonly code: string | undefined
  readonly environment: string | undefined
  /** ARM ids of data assets, by collection. */
  readonly collections: Readonly<Record<string, string>>
}

/** A deployment as it is sent, of either kind; `location` is the workspace's. */
export const deploymentBody = (file: DeploymentFile, assets: DeploymentAssets, location: string): object => ({
  location,
  tags: texts(file.tags),
  sku: defined({ name: 'Default', capacity: file.instance_count }),
  properties: defined({
    ...commonBody(file, assets),
    ...(file.type === 'kubernetes'
      ? {
          endpointComputeType: 'Kubernetes',
          containerResourceRequirements: file.resources && containerResourcesBody(file.resources),
        }
      : {
          endpointComputeType: 'Managed',
          egressPublicNetworkAccess:
            file.egress_public_network_access && CASED[file.egress_public_network_access],
        }),
  }),
})

const CASED = { enabled: 'Enabled', disabled: 'Disabled' } as const

const commonBody = (file: DeploymentFile, assets: DeploymentAssets): Record<string, unknown> => ({
  description: file.description,
  model: assets.model,
  modelMountPath: file.model_mount_path,
  codeConfiguration: file.code_configuration && {
    codeId: assets.code,
    scoringScript: file.code_configuration.scoring_script,
  },
  environmentId: assets.environment,
  environmentVariables: file.environment_variables ?? {},
  properties: texts(file.properties),
  instanceType: file.instance_type,
  appInsightsEnabled: file.app_insights_enabled,
  scaleSettings: file.scale_settings && scaleSettingsBody(file.scale_settings),
  requestSettings: file.request_settings && requestSettingsBody(file.request_settings),
  livenessProbe: file.liveness_probe && probeBody(file.liveness_probe),
  readinessProbe: file.readiness_probe && probeBody(file.readiness_probe),
  dataCollector: file.data_collector && dataCollectorBody(file.data_collector, assets.collections),
})

function scaleSettingsBody(scale: NonNullable<DeploymentFile['scale_settings']>): object {
  if (scale.type === 'default') return { scaleType: 'Default' }
  const { polling_interval: interval } = scale
  return defined({
    scaleType: 'TargetUtilization',
    minInstances: scale.min_instances,
    maxInstances: scale.max_instances,
    pollingInterval: interval === undefined ? undefined : isoDuration(interval),
    targetUtilizationPercentage: scale.target_utilization_percentage,
  })
}
