import type { DeploymentResource } from '../machinelearning/deployment/deployment.ts'
import { liveTraffic, type EndpointResource, type Traffic } from '../machinelearning/endpoint/endpoint.ts'

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
  /** The shares that the new deployment gets, one after the other. */
  readonly shares: readonly number[]
  readonly onFailure: 'deleteDeployment' | 'keepDeployment'
}

export interface RolloutRequest {
  readonly endpoint: string
  /** Undefined: the colour that does not serve. */
  readonly deployment: string | undefined
  readonly shares: readonly number[]
  readonly onFailure: RolloutPlan['onFailure']
}

export type PlanOrRefusal =
  | { readonly plan: RolloutPlan }
  | { readonly refusal: 'live' | 'noFreeColour'; readonly names: readonly string[] }

const COLOURS = ['blue', 'green'] as const

/** Decides; does nothing. A deployment that serves is never replaced. */
export function planRollout(
  request: RolloutRequest,
  endpoint: EndpointResource | undefined,
  deployments: readonly DeploymentResource[],
): PlanOrRefusal {
  const before = liveTraffic(endpoint)
  const live = Object.keys(before)
  const name = request.deployment ?? COLOURS.find(colour => !live.includes(colour))
  if (name === undefined) return { refusal: 'noFreeColour', names: live }
  if (live.includes(name)) return { refusal: 'live', names: [name] }
  const plan: RolloutPlan = {
    endpoint: request.endpoint,
    endpointAction: actionOf(endpoint, live),
    deployment: name,
    replaces: deployments.some(deployment => deployment.name === name),
    before,
    shares: live.length === 0 ? [100] : request.shares,
    onFailure: request.onFailure,
  }
  return { plan }
}

function actionOf(
  endpoint: EndpointResource | undefined,
  live: readonly string[],
): RolloutPlan['endpointAction'] {
  if (!endpoint) return 'create'
  return endpoint.properties.provisioningState === 'Failed' && live.length === 0 ? 'recreate' : 'reuse'
}
