import type { DataCollector } from '../../common/specification/deployment/data-collector.ts'
import type { KubernetesDeployment } from '../../common/specification/deployment/kubernetes-deployment.ts'
import { defined } from '../../common/machinelearning/job/defined.ts'
import type { Resources } from './container-inputs.ts'
import type { DeployInputs } from './inputs.ts'

/** The two collections that Azure's own monitoring looks for. */
const COLLECTOR: DataCollector = {
  collections: { model_inputs: { enabled: true }, model_outputs: { enabled: true } },
  rolling_rate: 'hour',
  sampling_rate: 1,
}

/**
 * The form, as a file would say it. Azure's other default for Kubernetes is an autoscaler of one instance; a count that
 * was asked for is kept by the scale type `default`.
 */
export function deploymentOfForm({
  endpointName,
  deploymentName,
  description,
  container,
}: DeployInputs): KubernetesDeployment {
  const [requests, limits] = [amounts(container.requests), amounts(container.limits)]
  return {
    type: 'kubernetes',
    name: deploymentName ?? 'blue',
    endpoint_name: endpointName,
    app_insights_enabled: container.appInsightsEnabled,
    instance_count: container.instanceCount,
    environment_variables: container.environmentVariables,
    scale_settings: { type: 'default' },
    ...defined({
      description,
      instance_type: container.instanceType,
      resources: requests || limits ? defined({ requests, limits }) : undefined,
      data_collector: container.collectData ? COLLECTOR : undefined,
    }),
  }
}

/** Undefined where nothing is asked. */
function amounts({ cpu, memory }: Resources): { cpu?: string; memory?: string } | undefined {
  return cpu === undefined && memory === undefined ? undefined : defined({ cpu, memory })
}
