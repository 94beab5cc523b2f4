import { TaskError } from '../errors.ts'
import { findDeployment } from '../machinelearning/deployment/deployment-resource.ts'
import { findEndpoint, readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import { liveTraffic, sameTraffic, type EndpointResource } from '../machinelearning/endpoint/endpoint.ts'
import { KEY_PROPERTY } from '../machinelearning/job/job-identity.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { isOwnTraffic } from './own-traffic.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { Progress } from './step-names.ts'
import { divide } from './traffic.ts'

/** A new endpoint is put where none is, or where the ruins of one are: over any other it would take the traffic away. */
export async function checkNoEndpoint(workspace: Workspace, plan: RolloutPlan): Promise<void> {
  const found = await findEndpoint(workspace, plan.endpoint)
  if (!found || isMarked(found, plan)) return
  const isRuin = found.properties.provisioningState === 'Failed' && isIdle(found)
  if (plan.endpointAction === 'recreate' && isRuin) return
  throw new TaskError(`Endpoint ${plan.endpoint} is there by now.`, {
    cause: 'Another run, or a person, made it after this run had looked.',
    remedy: 'Run this stage again: it goes on from what is there.',
  })
}

const isIdle = (endpoint: EndpointResource): boolean => Object.keys(liveTraffic(endpoint)).length === 0

/** The deployment is made where its plan still holds: the same ones serve, and nobody made one under its name. */
export async function checkUnchanged(workspace: Workspace, plan: RolloutPlan): Promise<void> {
  const endpoint = await findEndpoint(workspace, plan.endpoint)
  const { [plan.deployment]: own = 0, ...others } = liveTraffic(endpoint)
  if (endpoint && !sameTraffic(divide(100, others), plan.before)) throw foreignTraffic(plan, endpoint)
  const found = await findDeployment(workspace, plan.endpoint, plan.deployment)
  if (!found || isMarked(found, plan) || (plan.replaces && own === 0)) return
  throw notOurs(plan)
}

/** Traffic goes to what was tested here, and to nothing that somebody put in its place meanwhile. */
export async function checkIsOurs(workspace: Workspace, plan: RolloutPlan): Promise<void> {
  const found = await findDeployment(workspace, plan.endpoint, plan.deployment)
  if (!found || !isMarked(found, plan)) throw notOurs(plan)
}

/** As `key` says, by which runs know what they made. */
const isMarked = (
  { properties }: { readonly properties: { readonly properties?: Readonly<Record<string, string>> | null } },
  { key }: RolloutPlan,
): boolean => properties.properties?.[KEY_PROPERTY] === key

const notOurs = ({ endpoint, deployment }: RolloutPlan): TaskError =>
  new TaskError(`Deployment ${deployment} of endpoint ${endpoint} is not the one that this run made.`, {
    cause: 'Another run, or a person, replaced or deleted it during the roll-out.',
    remedy: 'Run this stage again. An exclusive lock check on the environment keeps pipelines apart.',
  })

/** The next share is given only where the traffic is what this roll-out made of it. */
export function checkOwnTraffic(progress: Progress, endpoint: EndpointResource): void {
  if (!isOwnTraffic(progress, endpoint)) throw foreignTraffic(progress.plan, endpoint)
}

const foreignTraffic = (plan: RolloutPlan, { properties }: EndpointResource): TaskError =>
  new TaskError(
    `The traffic of endpoint ${plan.endpoint} is ${readableTraffic(properties.traffic ?? {})}, which this roll-out did not choose.`,
    {
      cause: 'A person, or another tool, changed it during the roll-out.',
      remedy: 'Run this stage again when nobody else changes the endpoint.',
    },
  )
