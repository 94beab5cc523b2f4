import { mfeValidation } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import type { TerminationPolicy } from '../../execution/sweep/early-termination.ts'
import {
  type Distribution,
  type Json,
  type SearchSpace,
  isDiscrete,
  problemOf,
} from '../../execution/sweep/search-space.ts'
import type { Sampling, SweepLimits } from '../../execution/sweep/sweep-definition.ts'
import type { Objective } from '../../execution/sweep/objective.ts'
import type { Fields } from '../common/body.ts'
import { textOf } from '../common/text.ts'

/** Parameters of each distribution in the order of the wire's list, as a pipeline's node names them. */
const parameterNames: Record<string, string[]> = {
  choice: ['values'],
  randint: ['upper'],
  ...Object.fromEntries(['uniform', 'loguniform'].map(kind => [kind, ['min_value', 'max_value']])),
  ...Object.fromEntries(['quniform', 'qloguniform'].map(kind => [kind, ['min_value', 'max_value', 'q']])),
  ...Object.fromEntries(['normal', 'lognormal'].map(kind => [kind, ['mu', 'sigma']])),
  ...Object.fromEntries(['qnormal', 'qlognormal'].map(kind => [kind, ['mu', 'sigma', 'q']])),
}

/** A node's mapping (`type`, `min_value`, ...) as the list that a job has. */
function listForm(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { type, ...parameters } = value as Record<string, Json>
  const names = parameterNames[textOf(type)]
  return names ? [type, names.map(name => parameters[name])] : value
}

/** @throws AzureError naming each parameter that is wrong */
export function readSearchSpace(world: World, value: unknown, { algorithm }: Sampling): SearchSpace {
  const entries = Object.entries((value ?? {}) as Fields).map(([name, one]) => [name, listForm(one)] as const)
  const problems = entries.flatMap(([name, one]) => {
    const problem = problemOf(one) ?? unfit(one as Distribution, algorithm)
    return problem ? [`The parameter '${name}' ${problem}.`] : []
  })
  if (entries.length === 0) problems.push('It has no parameter.')
  if (problems.length > 0)
    throw mfeValidation(`The search space is invalid. ${problems.join(' ')}`, world.mfe())
  return Object.fromEntries(entries) as SearchSpace
}

/** @see https://learn.microsoft.com/azure/machine-learning/how-to-tune-hyperparameters#sampling-the-hyperparameter-space */
function unfit(distribution: Distribution, algorithm: Sampling['algorithm']): string | undefined {
  const [kind] = distribution
  const fit = { Grid: ['choice'], Bayesian: ['choice', 'uniform', 'quniform'], Random: [kind] }[algorithm]
  if (!fit.includes(kind)) return `is '${kind}', but ${algorithm} sampling takes only ${fit.join(', ')}`
  return algorithm === 'Grid' && !isDiscrete(distribution)
    ? 'chooses between distributions, which Grid sampling cannot count'
    : undefined
}

/** `{samplingAlgorithmType, seed}` of a job; `random` or `{type, seed}` of a node. */
export function readSampling(world: World, value: unknown): Sampling {
  const fields = (typeof value === 'string' ? { type: value } : (value ?? {})) as Fields
  const type = textOf(fields['samplingAlgorithmType'] ?? fields['type'])
  const algorithm = (['Grid', 'Random', 'Bayesian'] as const).find(
    one => one.toLowerCase() === type.toLowerCase(),
  )
  if (!algorithm) throw mfeValidation(`The sampling algorithm '${type}' is unknown.`, world.mfe())
  const seed = fields['seed']
  return { algorithm, seed: seed === undefined || seed === null ? null : Number(seed) }
}

export function readObjective(world: World, value: unknown): Objective {
  const fields = (value ?? {}) as Fields
  const primaryMetric = textOf(fields['primaryMetric'] ?? fields['primary_metric'])
  const goal = (['Maximize', 'Minimize'] as const).find(
    one => one.toLowerCase() === textOf(fields['goal']).toLowerCase(),
  )
  if (!primaryMetric || !goal)
    throw mfeValidation('The objective needs a primaryMetric and a goal, Maximize or Minimize.', world.mfe())
  return { primaryMetric, goal }
}

/** Camel case in jobs, snake case in nodes. */
export function readPolicy(value: unknown): TerminationPolicy | null {
  const fields = (value ?? {}) as Fields
  const field = (camel: string) =>
    fields[camel] ?? fields[camel.replace(/[A-Z]/g, one => `_${one.toLowerCase()}`)]
  const number = (camel: string) => Number(field(camel) ?? 0)
  const shared = {
    evaluationInterval: number('evaluationInterval'),
    delayEvaluation: number('delayEvaluation'),
  }
  switch (field('policyType')) {
    case 'Bandit':
      return {
        ...shared,
        policyType: 'Bandit',
        slackFactor: number('slackFactor'),
        slackAmount: number('slackAmount'),
      }
    case 'MedianStopping':
      return { ...shared, policyType: 'MedianStopping' }
    case 'TruncationSelection':
      return {
        ...shared,
        policyType: 'TruncationSelection',
        truncationPercentage: number('truncationPercentage'),
        excludeFinishedJobs: field('excludeFinishedJobs') === true,
      }
    default:
      return null
  }
}

/** The service's own number of trials where nobody says one. */
const mostTrials = 1000

/** Durations are ISO 8601 in jobs and seconds in nodes. */
export function readSweepLimits(value: unknown): SweepLimits {
  const fields = (value ?? {}) as Fields
  const maxTotalTrials = Number(fields['maxTotalTrials'] ?? fields['max_total_trials'] ?? mostTrials)
  return {
    maxTotalTrials,
    maxConcurrentTrials: Number(
      fields['maxConcurrentTrials'] ?? fields['max_concurrent_trials'] ?? maxTotalTrials,
    ),
    timeout: durationOf(fields['timeout']),
    trialTimeout: durationOf(fields['trialTimeout'] ?? fields['trial_timeout']),
  }
}

export function durationOf(value: unknown): string | null {
  if (typeof value === 'number') return `PT${value}S`
  if (typeof value === 'string') return /^\d+$/.test(value) ? `PT${value}S` : value
  return null
}
