import type { HeldEndpoint } from './lock/take-endpoint.ts'
import type { RolloutMemory } from './memory.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import { settleRollout } from './settle.ts'

/**
 * Settles what a run before this one left unfinished: one that was lost, or one that paused. Returns the memory of a
 * pause of the same step with the same content, which goes on where it stands; undefined where the roll-out is to begin anew.
 */
export async function recoverRollout(
  held: HeldEndpoint,
  { key, content }: Pick<RolloutPlan, 'key' | 'content'>,
): Promise<RolloutMemory | undefined> {
  const { log } = held.workspace.session
  const { unfinished, owner } = held.lock.found ?? {}
  if (!unfinished) return undefined
  const { plan, begun, paused } = unfinished
  const who = plan.key === key ? 'An earlier attempt of this step' : (owner?.title ?? 'Another run')
  const where = `rolling out deployment ${plan.deployment} at "${begun.at(-1) ?? 'its plan'}"`
  if (paused !== undefined && plan.key === key && plan.content === content) {
    log.info(`${who} paused while ${where}: ${paused} This attempt goes on from there.`)
    return unfinished
  }
  log.warning(`${who} ${paused === undefined ? 'was lost' : 'paused'} while ${where}; settling that first.`)
  await settleRollout(held, unfinished)
  return undefined
}
