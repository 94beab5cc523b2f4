import { deleteDeployment, putDeployment } from '../machinelearning/deployment/deployment-resource.ts'
import {
  createEndpoint,
  deleteEndpoint,
  findEndpoint,
  putTraffic,
} from '../machinelearning/endpoint/endpoint-resource.ts'
import { liveTraffic, type EndpointSpec } from '../machinelearning/endpoint/endpoint.ts'
import type { BakePlan } from './bake/bake.ts'
import { checkNoEndpoint, checkUnchanged } from './checks.ts'
import type { HeldEndpoint } from './lock/take-endpoint.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { Tallies } from './report.ts'
import type { ServiceReader } from './service-reader.ts'
import { smokeTest } from './smoke-test.ts'
import type { Step } from './step.ts'
import { giveShare } from './traffic-step.ts'
import { DEPLOYMENT, ENDPOINT, PREVIOUS, SMOKE_TEST, trafficStep } from './step-names.ts'

/** What is made in Azure. */
export interface DeploymentWork {
  readonly endpoint: EndpointSpec
  /** Asked for when its step comes: making it may register things. */
  deploymentBody(): Promise<object>
}

/** What is rolled out. */
export interface RolloutWork extends DeploymentWork {
  /** How it is tested before it gets traffic, and watched while it gets more. */
  readonly bake: BakePlan
}

/** The roll-out of this plan, step by step; `undosOf` has the way back of each. */
export function stepsOf(
  held: HeldEndpoint,
  plan: RolloutPlan,
  work: RolloutWork,
  service: ServiceReader,
  tallies: Tallies,
): Step[] {
  const { workspace } = held
  const step = (name: string, act: () => Promise<void>): Step => ({ name, do: act })
  const { probe } = work.bake
  const test = probe && (async () => smokeTest(workspace.session, await service.target(), probe))
  const previous = plan.removesPrevious ? [step(PREVIOUS, () => removePrevious(held, plan))] : []
  if (plan.shares.length === 0) return previous
  const traffic = plan.shares.map(share => {
    const name = trafficStep(share)
    return step(name, () =>
      giveShare(held, plan, work.bake, service, { share, counter: tallies.counter(name) }),
    )
  })
  return [
    ...(plan.endpointAction === 'reuse' ? [] : [step(ENDPOINT, () => makeEndpoint(held, plan, work))]),
    step(DEPLOYMENT, () => makeDeployment(held, plan, work)),
    ...(test ? [step(SMOKE_TEST, test)] : []),
    ...traffic,
    ...previous,
  ]
}

async function makeEndpoint(
  { workspace, lock }: HeldEndpoint,
  plan: RolloutPlan,
  work: RolloutWork,
): Promise<void> {
  await checkNoEndpoint(workspace, plan)
  await lock.hold()
  if (plan.endpointAction === 'recreate') await deleteEndpoint(workspace, plan.endpoint)
  await createEndpoint(workspace, work.endpoint)
}

/** One that is there at no traffic goes first: Azure refuses to change one that failed, and nobody misses it. */
async function makeDeployment(
  { workspace, lock }: HeldEndpoint,
  plan: RolloutPlan,
  work: RolloutWork,
): Promise<void> {
  const body = await work.deploymentBody()
  await checkUnchanged(workspace, plan)
  await lock.hold()
  if (plan.replaces) {
    await putTraffic(workspace, plan.endpoint, plan.before)
    await deleteDeployment(workspace, plan.endpoint, plan.deployment)
  }
  await putDeployment(workspace, plan.endpoint, plan.deployment, body, plan.key)
}

/** The journal has the new deployment's success by now: from here on the way is forward. What serves again stays. */
export async function removePrevious({ workspace, lock }: HeldEndpoint, plan: RolloutPlan): Promise<void> {
  const { endpoint: name, before, deployment } = plan
  const live = liveTraffic(await findEndpoint(workspace, name))
  for (const previous of Object.keys(before)) {
    if (live[previous] !== undefined || live[deployment] === undefined) {
      workspace.session.log.warning(
        `Deployment ${previous} stays: somebody changed the traffic of endpoint ${name}.`,
      )
      continue
    }
    await lock.hold()
    await deleteDeployment(workspace, name, previous)
  }
}
