import type { Objective } from './objective.ts'

export type TerminationPolicy = {
  /** How often the primary metric is logged between two evaluations. */
  evaluationInterval: number
  /** No evaluation before so many values. */
  delayEvaluation: number
} & (
  | { policyType: 'Bandit'; slackFactor: number; slackAmount: number }
  | { policyType: 'MedianStopping' }
  | { policyType: 'TruncationSelection'; truncationPercentage: number; excludeFinishedJobs: boolean }
)

/** What a trial has logged of the primary metric, in order: one value is one interval. */
export interface TrialProgress {
  runId: string
  values: number[]
  running: boolean
}

/**
 * Whether the policy ends a trial that has just reached an interval.
 *
 * @param interval the number of values that count, at least one
 * @see https://learn.microsoft.com/azure/machine-learning/how-to-tune-hyperparameters#early-termination
 */
export function isTerminated(
  policy: TerminationPolicy,
  goal: Objective['goal'],
  trial: TrialProgress,
  all: TrialProgress[],
  interval: number,
): boolean {
  const sign = goal === 'Maximize' ? 1 : -1
  const upTo = ({ values }: TrialProgress) => values.slice(0, interval).map(value => value * sign)
  const arrived = all.filter(({ values }) => values.length >= interval)
  switch (policy.policyType) {
    case 'Bandit': {
      const best = Math.max(...arrived.map(one => Math.max(...upTo(one))))
      return Math.max(...upTo(trial)) < allowed(best, policy)
    }
    case 'MedianStopping':
      return Math.max(...upTo(trial)) < median(arrived.map(one => mean(upTo(one))))
    case 'TruncationSelection': {
      const compared = arrived.filter(one => one.running || !policy.excludeFinishedJobs)
      const count = Math.floor((compared.length * policy.truncationPercentage) / 100)
      const at = (one: TrialProgress) => upTo(one).at(-1) ?? -Infinity
      const worst = [...compared].sort((a, b) => at(a) - at(b)).slice(0, count)
      return worst.some(({ runId }) => runId === trial.runId)
    }
  }
}

/** The intervals at which a policy looks at a trial: multiples of its interval, from the delay on. */
export const isEvaluated = (
  { evaluationInterval, delayEvaluation }: TerminationPolicy,
  interval: number,
): boolean => interval % Math.max(1, evaluationInterval) === 0 && interval >= Math.max(1, delayEvaluation)

/** The worst that the slack allows; values are such that more is better. */
function allowed(best: number, { slackFactor, slackAmount }: { slackFactor: number; slackAmount: number }) {
  if (slackFactor <= 0) return best - slackAmount
  return best >= 0 ? best / (1 + slackFactor) : best * (1 + slackFactor)
}

const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const [upper = 0, lower = 0] = [sorted[middle], sorted[middle - 1]]
  return sorted.length % 2 === 1 ? upper : (lower + upper) / 2
}
