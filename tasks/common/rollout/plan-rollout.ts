import { KEY_PROPERTY } from '../machinelearning/job/job-identity.ts'
import { divide } from './traffic.ts'
import type { DeploymentResource } from '../machinelearning/deployment/deployment.ts'
import {
  isSettled,
  liveTraffic,
  type EndpointResource,
  type Traffic,
} from '../machinelearning/endpoint/endpoint.ts'

/** What a roll-out will do, and all that is needed to undo it. Small and plain: it outlives the process. */
export interface RolloutPlan {
  readonly endpoint: string
  /** `create`: there is none. `recreate`: its creation failed and it serves nothing. */
  readonly endpointAction: 'create' | 'recreate' | 'reuse'
  readonly deployment: string
  /** A deployment of that name is there and has no traffic: it goes first. */
  readonly replaces: boolean
  /** Who served before, with their shares. */
  readonly before: Traffic
  /** The shares that the new deployment gets, one after the other. None: it has everything already. */
  readonly shares: readonly number[]
  /** Whether those who served before go when they serve no more. */
  readonly removesPrevious: boolean
  readonly onFailure: 'deleteDeployment' | 'keepDeployment'
  /** Marks what this step makes, so that it never removes what another run made under the same name. */
  readonly key: string
}

export interface RolloutRequest {
  readonly endpoint: string
  /** Undefined: the colour that does not serve. */
  readonly deployment: string | undefined
  readonly shares: readonly number[]
  readonly previousDeployment: 'delete' | 'keep'
  readonly onFailure: RolloutPlan['onFailure']
  readonly key: string
}

export type PlanOrRefusal =
  | { readonly plan: RolloutPlan }
  | { readonly refusal: 'live' | 'noFreeColour' | 'inTheMaking'; readonly names: readonly string[] }

const COLOURS = ['blue', 'green'] as const

/** Decides; does nothing. A deployment that serves is never replaced. */
export function planRollout(
  request: RolloutRequest,
  endpoint: EndpointResource | undefined,
  deployments: readonly DeploymentResource[],
): PlanOrRefusal {
  const before = liveTraffic(endpoint)
  const ours = deployments.find(
    deployment => before[deployment.name] !== undefined && isOurs(deployment, request.key),
  )
  if (ours) return { plan: resumed(request, endpoint, ours.name) }
  const live = Object.keys(before)
  const name = request.deployment ?? COLOURS.find(colour => !live.includes(colour))
  if (name === undefined) return { refusal: 'noFreeColour', names: live }
  if (live.includes(name)) return { refusal: 'live', names: [name] }
  const existing = deployments.find(deployment => deployment.name === name)
  if (existing && isForeign(existing, request.key)) return { refusal: 'inTheMaking', names: [name] }
  const plan: RolloutPlan = {
    endpoint: request.endpoint,
    endpointAction: actionOf(endpoint, live),
    deployment: name,
    replaces: existing !== undefined,
    before,
    shares: live.length === 0 ? [100] : request.shares,
    removesPrevious: request.previousDeployment === 'delete' && live.length > 0,
    onFailure: request.onFailure,
    key: request.key,
  }
  return { plan }
}

/**
 * An earlier attempt of this step was lost while its deployment had traffic. With all of it, only the old ones are left
 * to remove; with a part, those who served before get everything back first.
 */
function resumed(request: RolloutRequest, endpoint: EndpointResource | undefined, name: string): RolloutPlan {
  const { [name]: _ours, ...others } = liveTraffic(endpoint)
  const isComplete = Object.keys(others).length === 0
  const retired = Object.keys(endpoint?.properties.traffic ?? {}).filter(other => other !== name)
  return {
    endpoint: request.endpoint,
    endpointAction: 'reuse',
    deployment: name,
    replaces: !isComplete,
    before: isComplete ? Object.fromEntries(retired.map(other => [other, 0])) : divide(100, others),
    shares: isComplete ? [] : request.shares,
    removesPrevious: request.previousDeployment === 'delete' && !(isComplete && retired.length === 0),
    onFailure: request.onFailure,
    key: request.key,
  }
}

const isOurs = ({ properties }: DeploymentResource, key: string): boolean =>
  properties.properties?.[KEY_PROPERTY] === key

/** Somebody else's, and not done yet. */
const isForeign = (deployment: DeploymentResource, key: string): boolean =>
  !isSettled(deployment.properties.provisioningState) && !isOurs(deployment, key)

function actionOf(
  endpoint: EndpointResource | undefined,
  live: readonly string[],
): RolloutPlan['endpointAction'] {
  if (!endpoint) return 'create'
  return endpoint.properties.provisioningState === 'Failed' && live.length === 0 ? 'recreate' : 'reuse'
}
