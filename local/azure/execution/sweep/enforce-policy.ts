import { setTimeout as delay } from 'node:timers/promises'
import type { World } from '../../core/world.ts'
import { isEvaluated, isTerminated } from './early-termination.ts'
import type { HyperdriveLog } from './hyperdrive-log.ts'
import { progressOf } from './progress.ts'
import type { SweepDefinition } from './sweep-definition.ts'

const lookMilliseconds = 250

/**
 * Watches what the trials log and ends those that the policy ends, until the signal aborts. Each interval of a trial
 * is looked at once.
 */
export async function enforcePolicy(
  world: World,
  { runId, earlyTermination: policy, objective }: SweepDefinition,
  { log, cancel, until }: { log: HyperdriveLog; cancel: (runId: string) => void; until: AbortSignal },
): Promise<void> {
  if (!policy) return
  const seen = new Map<string, number>()
  while (!until.aborted) {
    const all = progressOf(world, runId, objective)
    for (const trial of all) {
      const from = seen.get(trial.runId) ?? 0
      seen.set(trial.runId, trial.values.length)
      const intervals = trial.values.map((_, index) => index + 1).slice(from)
      const due = intervals.filter(interval => isEvaluated(policy, interval))
      const fatal = due.find(interval => isTerminated(policy, objective.goal, trial, all, interval))
      if (fatal === undefined || !trial.running) continue
      log.say(
        'ENFORCER',
        `Job '${trial.runId}' is cancelled by the ${policy.policyType} policy at interval ${fatal}.`,
      )
      cancel(trial.runId)
    }
    await delay(lookMilliseconds, undefined, { signal: until }).catch(ignoreAbort)
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error) || error.name !== 'AbortError') throw error
}
