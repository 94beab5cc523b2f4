import { liveTraffic, sameTraffic, type EndpointResource } from '../machinelearning/endpoint/endpoint.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import { shiftTraffic } from './traffic.ts'

/** Whether the endpoint's traffic is one that this roll-out found or made; any other was chosen by somebody else. */
export function isOwnTraffic(
  { before, deployment, shares }: RolloutPlan,
  { properties }: EndpointResource,
): boolean {
  const known = [before, ...shares.map(share => shiftTraffic(before, deployment, share))]
  return known.some(traffic => sameTraffic(traffic, properties.traffic ?? {}))
}

/** Whether the new deployment gets requests. */
export const isLive = ({ deployment }: RolloutPlan, endpoint: EndpointResource | undefined): boolean =>
  (liveTraffic(endpoint)[deployment] ?? 0) > 0
