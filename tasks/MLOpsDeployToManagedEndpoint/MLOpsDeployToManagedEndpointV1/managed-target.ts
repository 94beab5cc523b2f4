import { TaskError } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import { listDeployments } from '../../common/machinelearning/deployment/deployment-resource.ts'
import type { DeploymentResource } from '../../common/machinelearning/deployment/deployment.ts'
import { findEndpoint } from '../../common/machinelearning/endpoint/endpoint-resource.ts'
import { liveTraffic, type EndpointResource } from '../../common/machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { checkAuthMode } from '../../common/serving/auth-mode.ts'
import { checkMachines } from '../../common/serving/managed/check-machines.ts'
import type { ServingTarget } from '../../common/serving/serving-target.ts'
import type { DeployInputs } from './inputs.ts'

/** Machines that Azure manages: nothing has to be made before the endpoint. */
export const managedTarget = (inputs: DeployInputs, host: Host): ServingTarget => ({
  asked: inputs,
  check(endpoint) {
    checkPlace(endpoint)
    checkAuthMode(endpoint, inputs, inputs, host.log)
  },
  plan: async workspace => ({
    lines: [await machinesOf(workspace, inputs)],
    prepare: () => Promise.resolve(undefined),
  }),
})

async function machinesOf(workspace: Workspace, inputs: DeployInputs): Promise<string> {
  const { instance_type: instanceType, instance_count: instanceCount = 1 } = inputs.deployment
  const idle = inputs.checkQuota ? await idleDeployments(workspace, inputs.endpointName) : 'unchecked'
  return checkMachines(workspace, { instanceType, instanceCount }, idle)
}

async function idleDeployments(workspace: Workspace, name: string): Promise<DeploymentResource[]> {
  const endpoint = await findEndpoint(workspace, name)
  if (!endpoint) return []
  const live = liveTraffic(endpoint)
  return (await listDeployments(workspace, name)).filter(deployment => live[deployment.name] === undefined)
}

function checkPlace({ name, properties }: EndpointResource): void {
  if (properties.compute) {
    throw new TaskError(`Endpoint ${name} is on Kubernetes, not a managed endpoint.`, {
      cause: `The name is taken by a service on compute ${properties.compute.split('/').at(-1)}.`,
      remedy: 'Choose another endpointName, or deploy to it with MLOpsDeployToAks@1.',
    })
  }
}
