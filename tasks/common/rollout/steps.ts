import { TaskError } from '../errors.ts'
import { KEY_PROPERTY } from '../machinelearning/job/job-identity.ts'
import {
  deleteDeployment,
  findDeployment,
  putDeployment,
} from '../machinelearning/deployment/deployment-resource.ts'
import { readEndpointKey } from '../machinelearning/endpoint/endpoint-key.ts'
import {
  createEndpoint,
  deleteEndpoint,
  findEndpoint,
  putTraffic,
} from '../machinelearning/endpoint/endpoint-resource.ts'
import type { EndpointSpec } from '../machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { ProbeRequest, ProbeTarget } from './prober.ts'
import { smokeTest, watch } from './smoke-test.ts'
import type { Step } from './step.ts'
import { shiftTraffic } from './traffic.ts'
import { DEPLOYMENT, ENDPOINT, PREVIOUS, SMOKE_TEST, trafficStep, undosOf } from './undo.ts'

/** What is rolled out. */
export interface RolloutWork {
  readonly endpoint: EndpointSpec
  /** Asked for when its step comes: making it may register things. */
  deploymentBody(): Promise<object>
  /** Undefined: there is nothing to test with. */
  readonly probe: ProbeRequest | undefined
  readonly bakeTimeInSeconds: number
}

/** The roll-out of this plan, step by step, each with its way back. */
export function stepsOf(
  workspace: Workspace,
  plan: RolloutPlan,
  work: RolloutWork,
  service: ServiceReader,
): Step[] {
  const undos = new Map(undosOf(workspace, plan).map(step => [step.name, step]))
  const step = (name: string, act: () => Promise<void>): Step => ({ ...undos.get(name), name, do: act })
  const { probe } = work
  const test = probe && (async () => smokeTest(workspace.session, await service.target(), probe))
  const previous = plan.removesPrevious ? [step(PREVIOUS, () => removePrevious(workspace, plan))] : []
  if (plan.shares.length === 0) return previous
  return [
    ...(plan.endpointAction === 'reuse' ? [] : [step(ENDPOINT, () => makeEndpoint(workspace, plan, work))]),
    step(DEPLOYMENT, () => makeDeployment(workspace, plan, work)),
    ...(test ? [step(SMOKE_TEST, test)] : []),
    ...plan.shares.map(share => step(trafficStep(share), () => shift(workspace, plan, work, service, share))),
    ...previous,
  ]
}

async function makeEndpoint(workspace: Workspace, plan: RolloutPlan, work: RolloutWork): Promise<void> {
  if (plan.endpointAction === 'recreate') await deleteEndpoint(workspace, plan.endpoint)
  await createEndpoint(workspace, work.endpoint)
}

/** One that is there at no traffic goes first: Azure refuses to change one that failed, and nobody misses it. */
async function makeDeployment(workspace: Workspace, plan: RolloutPlan, work: RolloutWork): Promise<void> {
  const body = await work.deploymentBody()
  if (plan.replaces) {
    await putTraffic(workspace, plan.endpoint, plan.before)
    await deleteDeployment(workspace, plan.endpoint, plan.deployment)
  }
  await putDeployment(workspace, plan.endpoint, plan.deployment, body)
}

async function shift(
  workspace: Workspace,
  plan: RolloutPlan,
  { probe, bakeTimeInSeconds }: RolloutWork,
  service: ServiceReader,
  share: number,
): Promise<void> {
  const { session } = workspace
  await checkIsOurs(workspace, plan)
  await putTraffic(workspace, plan.endpoint, shiftTraffic(plan.before, plan.deployment, share))
  const seconds = Object.keys(plan.before).length === 0 ? 0 : bakeTimeInSeconds
  if (probe) return watch(session, await service.target(), probe, seconds)
  if (seconds > 0) await session.clock.sleep(seconds * 1000, session.signal)
}

/** Traffic goes to what was tested here, and to nothing that somebody put in its place meanwhile. */
async function checkIsOurs(workspace: Workspace, { endpoint, deployment, key }: RolloutPlan): Promise<void> {
  const found = await findDeployment(workspace, endpoint, deployment)
  if (found?.properties.properties?.[KEY_PROPERTY] === key) return
  throw new TaskError(`Deployment ${deployment} of endpoint ${endpoint} is not the one that this run made.`, {
    cause: 'Another run, or a person, replaced or deleted it during the roll-out.',
    remedy: 'Run this stage again. An exclusive lock check on the environment keeps pipelines apart.',
  })
}

/** The journal has the new deployment's success by now: from here on the way is forward. */
export async function removePrevious(workspace: Workspace, { endpoint, before }: RolloutPlan): Promise<void> {
  for (const name of Object.keys(before)) await deleteDeployment(workspace, endpoint, name)
}

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
    if (!endpoint || !scoringUri) {
      throw new TaskError(`Endpoint ${name} tells no scoring address.`, {
        cause: 'The inference router of the cluster has no address yet, or its load balancer got none.',
        remedy: 'Look at the service azureml-fe in the namespace azureml of the cluster, then run again.',
      })
    }
    return { scoringUri, key: await readEndpointKey(this.#workspace, endpoint), deployment }
  }
}
