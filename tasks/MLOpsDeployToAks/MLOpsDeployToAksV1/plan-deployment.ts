import { TaskError } from '../../common/errors.ts'
import type { Log } from '../../common/host/host.ts'
import type { KubernetesPlan, KubernetesRequest } from '../../common/kubernetes/provide-compute.ts'
import { listDeployments } from '../../common/machinelearning/deployment/deployment-resource.ts'
import { readableTraffic, settledEndpoint } from '../../common/machinelearning/endpoint/endpoint-resource.ts'
import type { EndpointResource } from '../../common/machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import { planRollout, type RolloutPlan } from '../../common/rollout/plan-rollout.ts'
import type { DeployInputs } from './inputs.ts'

/** Looks at the endpoint and decides; writes nothing. Throws where the inputs cannot be met without an outage. */
export async function planDeployment(
  workspace: Workspace,
  inputs: DeployInputs,
  key: string,
): Promise<RolloutPlan> {
  const { endpointName, deploymentName, shares, previousDeployment, onFailure } = inputs
  const endpoint = await settledEndpoint(workspace, endpointName)
  if (endpoint) checkEndpoint(endpoint, inputs, workspace.session.log)
  const deployments = endpoint ? await listDeployments(workspace, endpointName) : []
  const choices = { shares, previousDeployment, onFailure, key }
  const request = { endpoint: endpointName, deployment: deploymentName, ...choices }
  const decided = planRollout(request, endpoint, deployments)
  if ('plan' in decided) return decided.plan
  throw REFUSALS[decided.refusal](decided.names)
}

export function kubernetesRequest(
  { cluster }: DeployInputs,
  workspace: Workspace,
  tags: Readonly<Record<string, string>>,
): KubernetesRequest {
  const { computeName, aksCluster, aksResourceGroup, location, createCluster } = cluster
  return {
    computeName,
    cluster:
      aksCluster === undefined
        ? undefined
        : {
            name: aksCluster,
            resourceGroup: aksResourceGroup,
            location: location ?? workspace.location,
            create: createCluster,
          },
    tags,
  }
}

/** Tells what will be done, before it is. */
export function printPlan(
  { session }: Workspace,
  kubernetes: KubernetesPlan,
  plan: RolloutPlan,
  image: string,
): void {
  const { log } = session
  const made = { create: 'is created', recreate: 'failed earlier and is created anew', reuse: 'is there' }
  log.info(`Image ${image}`)
  log.info(`Compute: ${kubernetes.steps.length === 0 ? 'is there' : kubernetes.steps.join(', then ')}.`)
  log.info(
    `Endpoint ${plan.endpoint} ${made[plan.endpointAction]}; traffic: ${readableTraffic(plan.before)}.`,
  )
  if (plan.shares.length === 0) {
    log.info(`Deployment ${plan.deployment} serves already: an earlier attempt of this step brought it in.`)
    return
  }
  const replaced = plan.replaces ? ' in place of what an earlier run left' : ''
  log.info(
    `Deployment ${plan.deployment} is made${replaced}, tested, then gets ${plan.shares.join(' %, ')} %.`,
  )
}

function checkEndpoint({ name, properties }: EndpointResource, inputs: DeployInputs, log: Log): void {
  const compute = properties.compute?.split('/').at(-1)
  if (compute === undefined || compute === '') {
    throw new TaskError(`Endpoint ${name} is a managed endpoint, not one on Kubernetes.`, {
      cause: 'The name is taken by a service of another kind.',
      remedy: 'Choose another endpointName.',
    })
  }
  if (compute.toLowerCase() !== inputs.cluster.computeName.toLowerCase()) {
    throw new TaskError(
      `Endpoint ${name} runs on compute ${compute}, not on ${inputs.cluster.computeName}.`,
      {
        cause: 'The name is taken by a service on another compute; an endpoint never moves.',
        remedy: 'Correct computeName, or choose another endpointName.',
      },
    )
  }
  const asked = inputs.authMode.replace('_', '')
  if (properties.authMode.toLowerCase() !== asked)
    log.warning(`Endpoint ${name} keeps its authMode ${properties.authMode}; it cannot be changed.`)
}

const isLive = ([name]: readonly string[]): TaskError =>
  new TaskError(`Deployment ${name} serves requests now; it is not replaced in place.`, {
    cause: 'deploymentName names the deployment that has traffic.',
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

const REFUSALS = { live: isLive, noFreeColour, inTheMaking } as const
