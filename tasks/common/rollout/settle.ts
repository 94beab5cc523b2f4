import { CancelledError } from '../errors.ts'
import { readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import { goBack } from './go-back.ts'
import type { HeldEndpoint } from './lock/take-endpoint.ts'
import { isCommitted, type RolloutMemory } from './memory.ts'
import { removePrevious } from './steps.ts'
import { PREVIOUS } from './step-names.ts'

/**
 * Brings a roll-out that another process left to its end: forward where only the old deployment was left to remove,
 * else back. What was done already is done again without harm.
 */
export async function settleRollout(held: HeldEndpoint, memory: RolloutMemory): Promise<void> {
  const { log } = held.workspace.session
  const { plan, ended } = memory
  if (isCommitted(memory)) {
    log.info(`Deployment ${plan.deployment} serves all the traffic of endpoint ${plan.endpoint}.`)
    if (plan.removesPrevious && !ended.includes(PREVIOUS)) await removePrevious(held, plan)
  } else {
    const failure = await goBack(
      held,
      memory,
      new CancelledError(`The roll-out to endpoint ${plan.endpoint}`),
    )
    if (failure) throw failure
    log.info(`Endpoint ${plan.endpoint} is as before the roll-out: ${readableTraffic(plan.before)}.`)
  }
  await held.lock.note(null)
}
