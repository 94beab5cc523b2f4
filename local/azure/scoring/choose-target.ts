import type { World } from '../core/world.ts'
import type { Instance } from '../execution/serving/instance.ts'
import type { Serving } from '../execution/serving/serving.ts'
import { deploymentId, deploymentsOf } from '../machinelearning/deployment/deployment-document.ts'
import type { EndpointDocument } from '../machinelearning/endpoint/endpoint-document.ts'
import { refusal } from './refusal.ts'

export interface ScoringTarget {
  name: string
  instance: Instance
  port: number
}

/**
 * The deployment that a request names, else one by the traffic's weights.
 *
 * @throws 404 without traffic or for an unknown name, 503 when the deployment has no ready instance
 */
export function chooseTarget(
  world: World,
  serving: Serving,
  endpoint: EndpointDocument,
  named: string | string[] | undefined,
): ScoringTarget {
  const name =
    typeof named === 'string' && named !== '' ? named : chooseByWeight(endpoint.traffic, Math.random())
  if (name === undefined)
    throw refusal(404, `The endpoint '${endpoint.name}' has no deployment with traffic.`)
  const id = deploymentId(world, endpoint.name, name)
  const instance = serving.find(id)
  if (!instance) {
    const comesUp = deploymentsOf(world).get(id)?.wasMade
    throw comesUp
      ? refusal(503, `The deployment '${name}' is not up yet.`)
      : refusal(404, `The endpoint '${endpoint.name}' has no deployment '${name}' that serves.`)
  }
  const port = instance.port()
  if (port === undefined) throw refusal(503, `The deployment '${name}' has no instance that is ready.`)
  return { name, instance, port }
}

/** @param random from 0 to 1, without 1 */
export function chooseByWeight(traffic: Record<string, number>, random: number): string | undefined {
  const weighted = Object.entries(traffic).filter(([, percent]) => percent > 0)
  let left = random * weighted.reduce((sum, [, percent]) => sum + percent, 0)
  for (const [name, percent] of weighted) {
    left -= percent
    if (left < 0) return name
  }
  return weighted.at(-1)?.[0]
}
