import { KEY_PROPERTY } from '../machinelearning/job/job-identity.ts'
import { divide } from './traffic.ts'
import type { DeploymentResource } from '../machinelearning/deployment/deployment.ts'
import {
  isSettled,
  liveTraffic,
  type EndpointResource,
  type Traffic,
} from '../machinelearning/endpoint/endpoint.ts'

/** The property of a deployment that tells what was asked for when it was made, as a hash. */
export const CONTENT_PROPERTY = 'mlops.content'

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
  /** Hash of what is deployed: a step that is run again with other inputs deploys again. */
  readonly content: string
}

export interface RolloutRequest {
  readonly endpoint: string
  /** Undefined: the colour that does not serve. */
  readonly deployment: string | undefined
  readonly shares: readonly number[]
  readonly previousDeployment: 'delete' | 'keep'
  readonly onFailure: RolloutPlan['onFailure']
  readonly key: string
  readonly content: string
  /** Whether earlier attempts of this step left a record: what they had left unfinished is settled by now. */
  readonly isRecorded: boolean
}

export type PlanOrRefusal =
  | { readonly plan: RolloutPlan }
  | {
      readonly refusal: 'live' | 'noFreeColour' | 'inTheMaking' | 'shared'
      readonly names: readonly string[]
    }

const COLOURS = ['blue', 'green'] as const

/** Decides; does nothing. A deployment that serves is never replaced. */
export function planRollout(
  request: RolloutRequest,
  endpoint: EndpointResource | undefined,
  deployments: readonly DeploymentResource[],
): PlanOrRefusal {
  const before = liveTraffic(endpoint)
  const ours = deployments.find(
    deployment => before[deployment.name] !== undefined && isAsAsked(deployment, request),
  )
  if (ours) return resumed(request, endpoint, ours.name)
  const live = Object.keys(before)
  const busy = [...live, ...mirrored(endpoint)]
  const isBusy = (wanted: string): boolean => busy.some(name => isSame(name, wanted))
  const name = request.deployment ?? COLOURS.find(colour => !isBusy(colour))
  if (name === undefined) return { refusal: 'noFreeColour', names: busy }
  if (isBusy(name)) return { refusal: 'live', names: busy.filter(one => isSame(one, name)) }
  const existing = deployments.find(deployment => isSame(deployment.name, name))
  if (existing && isForeign(existing, request.key)) return { refusal: 'inTheMaking', names: [name] }
  const plan: RolloutPlan = {
    endpoint: request.endpoint,
    endpointAction: actionOf(endpoint, deployments),
    deployment: existing?.name ?? name,
    replaces: existing !== undefined,
    before,
    shares: live.length === 0 ? [100] : request.shares,
    removesPrevious: request.previousDeployment === 'delete' && live.length > 0,
    onFailure: request.onFailure,
    key: request.key,
    content: request.content,
  }
  return { plan }
}

/**
 * An earlier attempt of this step brought its deployment in. Where a record was kept, what that attempt had left to do is
 * done: all that is here now, somebody wants so. Where none was, the attempt was lost: with all of the traffic, only the old
 * ones are left to remove; with a part, those who served before get everything back first.
 */
function resumed(
  request: RolloutRequest,
  endpoint: EndpointResource | undefined,
  name: string,
): PlanOrRefusal {
  const { [name]: share, ...others } = liveTraffic(endpoint)
  const isComplete = Object.keys(others).length === 0
  if (!isComplete && request.isRecorded) return { refusal: 'shared', names: [name, String(share)] }
  const retired = Object.keys(endpoint?.properties.traffic ?? {}).filter(other => other !== name)
  const mayRemove = request.previousDeployment === 'delete' && !request.isRecorded
  const plan: RolloutPlan = {
    endpoint: request.endpoint,
    endpointAction: 'reuse',
    deployment: name,
    replaces: !isComplete,
    before: isComplete ? Object.fromEntries(retired.map(other => [other, 0])) : divide(100, others),
    shares: isComplete ? [] : request.shares,
    removesPrevious: mayRemove && !(isComplete && retired.length === 0),
    onFailure: request.onFailure,
    key: request.key,
    content: request.content,
  }
  return { plan }
}

/** Who gets copies of requests is in somebody's use, though nobody waits for its answers. */
const mirrored = (endpoint: EndpointResource | undefined): string[] =>
  Object.entries(endpoint?.properties.mirrorTraffic ?? {}).flatMap(([name, share]) =>
    share > 0 ? [name] : [],
  )

/** Azure does not tell large letters from small ones in names. */
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase()

const isAsAsked = (deployment: DeploymentResource, { key, content }: RolloutRequest): boolean =>
  isOurs(deployment, key) && deployment.properties.properties?.[CONTENT_PROPERTY] === content

const isOurs = ({ properties }: DeploymentResource, key: string): boolean =>
  properties.properties?.[KEY_PROPERTY] === key

/** Somebody else's, and not done yet. */
const isForeign = (deployment: DeploymentResource, key: string): boolean =>
  !isSettled(deployment.properties.provisioningState) && !isOurs(deployment, key)

/** One whose creation failed can only be deleted, and holds nothing. One that holds something was made once. */
function actionOf(
  endpoint: EndpointResource | undefined,
  deployments: readonly DeploymentResource[],
): RolloutPlan['endpointAction'] {
  if (!endpoint) return 'create'
  const isRuin = endpoint.properties.provisioningState === 'Failed' && deployments.length === 0
  return isRuin ? 'recreate' : 'reuse'
}
