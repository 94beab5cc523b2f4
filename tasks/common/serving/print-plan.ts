import type { Log } from '../host/host.ts'
import { readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import type { RolloutPlan } from '../rollout/plan-rollout.ts'

const MADE = { create: 'is created', recreate: 'failed earlier and is created anew', reuse: 'is there' }

/** Tells what will be done, before it is. */
export function printPlan(log: Log, lines: readonly string[], plan: RolloutPlan): void {
  for (const line of lines) log.info(line)
  log.info(
    `Endpoint ${plan.endpoint} ${MADE[plan.endpointAction]}; traffic: ${readableTraffic(plan.before)}.`,
  )
  if (plan.shares.length === 0) {
    const idle = plan.removesPrevious ? [] : Object.keys(plan.before)
    const stays = idle.length > 0 ? ` Without traffic, and left alone: ${idle.join(', ')}.` : ''
    log.info(
      `Deployment ${plan.deployment} serves already: an earlier attempt of this step brought it in.${stays}`,
    )
    return
  }
  const replaced = plan.replaces ? ' in place of what an earlier run left' : ''
  log.info(
    `Deployment ${plan.deployment} is made${replaced}, tested, then gets ${plan.shares.join(' %, ')} %.`,
  )
}
