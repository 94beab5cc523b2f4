import { liveTraffic, sameTraffic, type EndpointResource } from '../machinelearning/endpoint/endpoint.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import { trafficStep, type Progress } from './step-names.ts'
import { shiftTraffic } from './traffic.ts'

/** Whether the endpoint's traffic is one that this roll-out found or asked for; any other was chosen by somebody else. */
export function isOwnTraffic({ plan, begun }: Progress, { properties }: EndpointResource): boolean {
  const { before, deployment, shares } = plan
  const asked = shares.filter(share => begun.includes(trafficStep(share)))
  const known = [before, ...asked.map(share => shiftTraffic(before, deployment, share))]
  return known.some(traffic => sameTraffic(traffic, properties.traffic ?? {}))
}

/** Whether the new deployment gets requests. */
export const isLive = ({ deployment }: RolloutPlan, endpoint: EndpointResource | undefined): boolean =>
  (liveTraffic(endpoint)[deployment] ?? 0) > 0
