import { TaskError } from '../errors.ts'
import { readEndpointKey } from '../machinelearning/endpoint/endpoint-key.ts'
import { findEndpoint } from '../machinelearning/endpoint/endpoint-resource.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { Platform } from './platform.ts'
import type { ProbeTarget } from './prober.ts'

/** Address and key of the service, read once, when the endpoint is there. */
export class ServiceReader {
  readonly #workspace: Workspace
  readonly #plan: RolloutPlan
  readonly #platform: Platform
  #target: ProbeTarget | undefined

  constructor(workspace: Workspace, plan: RolloutPlan, platform: Platform) {
    this.#workspace = workspace
    this.#plan = plan
    this.#platform = platform
  }

  async target(): Promise<ProbeTarget> {
    this.#target ??= await this.#read()
    return this.#target
  }

  async #read(): Promise<ProbeTarget> {
    const { endpoint: name, deployment } = this.#plan
    const endpoint = await findEndpoint(this.#workspace, name)
    const scoringUri = endpoint?.properties.scoringUri
    if (!endpoint || !scoringUri)
      throw new TaskError(`Endpoint ${name} tells no scoring address.`, this.#platform.noAddress)
    return { scoringUri, key: await readEndpointKey(this.#workspace, endpoint), deployment }
  }
}
