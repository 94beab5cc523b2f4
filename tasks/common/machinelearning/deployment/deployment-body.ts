import type { DeploymentSpec, Resources } from './deployment.ts'

/**
 * A deployment of an image that holds its model and code: an environment and nothing else to load. Azure's other
 * default for Kubernetes is an autoscaler of one instance; a count that was asked for is kept by `Default`.
 */
export const kubernetesDeploymentBody = (spec: DeploymentSpec): object => ({
  location: spec.location,
  tags: spec.tags,
  sku: { name: 'Default', capacity: spec.instanceCount },
  properties: {
    endpointComputeType: 'Kubernetes',
    environmentId: spec.environmentId,
    environmentVariables: spec.environmentVariables,
    ...(spec.description && { description: spec.description }),
    ...(spec.instanceType && { instanceType: spec.instanceType }),
    ...resourcesBody(spec),
    properties: spec.properties,
    scaleSettings: { scaleType: 'Default' },
    appInsightsEnabled: spec.appInsightsEnabled,
    ...(spec.collectData && { dataCollector: COLLECTOR }),
  },
})

const EVERYTHING = { dataCollectionMode: 'Enabled', samplingRate: 1 }

/** The two collections that Azure's own monitoring looks for. */
const COLLECTOR = {
  collections: { model_inputs: EVERYTHING, model_outputs: EVERYTHING },
  rollingRate: 'Hour',
}

function resourcesBody({ requests, limits }: DeploymentSpec): object {
  const requested = quantities(requests)
  const limited = quantities(limits)
  if (!requested && !limited) return {}
  return {
    containerResourceRequirements: {
      ...(requested && { containerResourceRequests: requested }),
      ...(limited && { containerResourceLimits: limited }),
    },
  }
}

function quantities({ cpu, memory }: Resources): object | undefined {
  if (cpu === undefined && memory === undefined) return undefined
  return { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) }
}
