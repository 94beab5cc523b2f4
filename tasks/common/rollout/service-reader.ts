import { TaskError } from '../errors.ts'
import { openEndpoint } from '../machinelearning/endpoint/endpoint-access.ts'
import { findEndpoint } from '../machinelearning/endpoint/endpoint-resource.ts'
import type { EndpointResource } from '../machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { ProbeTarget } from './prober.ts'

/** Address and key of the service, read once, when the endpoint is there. */
export class ServiceReader {
  readonly #workspace: Workspace
  readonly #plan: RolloutPlan
  #target: ProbeTarget | undefined

  constructor(workspace: Workspace, plan: RolloutPlan) {
    this.#workspace = workspace
    this.#plan = plan
  }

  async target(): Promise<ProbeTarget> {
    this.#target ??= await this.#read()
    return this.#target
  }

  async #read(): Promise<ProbeTarget> {
    const { endpoint: name, deployment } = this.#plan
    const endpoint = await findEndpoint(this.#workspace, name)
    const scoringUri = endpoint?.properties.scoringUri
    if (!endpoint || !scoringUri) throw noAddress(name, endpoint)
    return { scoringUri, ...(await openEndpoint(this.#workspace, endpoint)), deployment }
  }
}

const noAddress = (name: string, endpoint: EndpointResource | undefined): TaskError =>
  new TaskError(
    `Endpoint ${name} tells no scoring address.`,
    endpoint?.properties.compute
      ? {
          cause: 'The inference router of the cluster has no address yet, or its load balancer got none.',
          remedy: 'Look at the service azureml-fe in the namespace azureml of the cluster, then run again.',
        }
      : {
          cause: 'The endpoint was deleted during the roll-out, or its creation did not end well.',
          remedy: 'Look at the endpoint in the studio, then run this stage again.',
        },
  )
