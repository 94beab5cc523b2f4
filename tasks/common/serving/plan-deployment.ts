import { TaskError } from '../errors.ts'
import { listDeployments } from '../machinelearning/deployment/deployment-resource.ts'
import { settledEndpoint } from '../machinelearning/endpoint/endpoint-resource.ts'
import { liveTraffic, type EndpointResource } from '../machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { planRollout, type RolloutPlan, type RolloutRequest } from '../rollout/plan-rollout.ts'
import type { ServingInputs } from './serving-inputs.ts'
import type { ServingTarget } from './serving-target.ts'

/** Looks at the endpoint and decides; writes nothing. Throws where the inputs cannot be met without an outage. */
export async function planDeployment(
  workspace: Workspace,
  inputs: ServingInputs,
  target: ServingTarget,
  mark: Pick<RolloutRequest, 'key' | 'content' | 'isRecorded'>,
): Promise<RolloutPlan> {
  const { endpointName, deploymentName, shares, previousDeployment, onFailure } = inputs
  const endpoint = await settledEndpoint(workspace, endpointName)
  if (endpoint) target.check(endpoint, workspace)
  const deployments = endpoint ? await listDeployments(workspace, endpointName) : []
  const choices = { shares, previousDeployment, onFailure, ...mark }
  const deployment = deploymentName ?? freeName(inputs, endpoint)
  const request = { endpoint: endpointName, deployment, ...choices }
  const decided = planRollout(request, endpoint, deployments)
  if ('plan' in decided) return decided.plan
  throw REFUSALS[decided.refusal](decided.names)
}

/** The name in the deployment file, where it does not serve now: else the other colour is taken. */
function freeName({ files }: ServingInputs, endpoint: EndpointResource | undefined): string | undefined {
  const name = files?.deployment.name.toLowerCase()
  const live = Object.keys(liveTraffic(endpoint)).map(other => other.toLowerCase())
  return name === undefined || live.includes(name) ? undefined : name
}

const isLive = ([name]: readonly string[]): TaskError =>
  new TaskError(`Deployment ${name} serves requests now; it is not replaced in place.`, {
    cause: 'deploymentName names the deployment that has traffic, or that gets a copy of it.',
    remedy:
      'Leave deploymentName blank: the new deployment then takes the other colour. Or choose a name that is free.',
  })

const noFreeColour = (names: readonly string[]): TaskError =>
  new TaskError(`Both ${names.join(' and ')} serve requests; no colour is free for the new deployment.`, {
    cause: 'An earlier roll-out stopped half-way, or somebody split the traffic by hand.',
    remedy:
      'Give all the traffic to one of them (az ml online-endpoint update --traffic "blue=100 green=0"), or name the new deployment (deploymentName).',
  })

const inTheMaking = ([name]: readonly string[]): TaskError =>
  new TaskError(`Somebody else is making deployment ${name} of this endpoint now.`, {
    cause: 'Another run, or a person, rolls out to the same endpoint; two at once would mix their traffic.',
    remedy:
      'Run this stage again when the other one has ended. An exclusive lock check on the environment keeps pipelines apart.',
  })

const isShared = ([name, share]: readonly string[]): TaskError =>
  new TaskError(
    `Deployment ${name}, which an earlier attempt of this step made, has ${share} % of the traffic.`,
    {
      cause: 'That roll-out is over; somebody has given another deployment the rest since.',
      remedy:
        'Give all the traffic to one of them (az ml online-endpoint update --traffic), then run this stage again.',
    },
  )

const REFUSALS = { live: isLive, noFreeColour, inTheMaking, shared: isShared } as const
