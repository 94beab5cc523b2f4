import type { EarlyTermination } from '../../specification/job/sweep/early-termination.ts'
import type { SamplingAlgorithm } from '../../specification/job/sweep/sampling.ts'
import type { ChoiceValue, SearchSpaceEntry } from '../../specification/job/sweep/search-space.ts'
import type { SweepJob } from '../../specification/job/sweep/sweep-job.ts'
import { isoDuration } from '../duration.ts'
import type { JobBody } from './body.ts'
import { commonBody } from './common-body.ts'
import { camelCased, defined, mapValues } from './defined.ts'
import { distributionBody } from './distribution-body.ts'
import { identityBody } from './identity-body.ts'
import { doubleBraces } from './placeholders.ts'
import { queueSettingsBody } from './queue-settings-body.ts'
import { resourcesBody } from './resources-body.ts'
import type { Resolver } from './resolver.ts'

/** The `properties` of a sweep job. Resources that only the trial names are those of the sweep, too. */
export async function sweepBody(job: SweepJob, resolver: Resolver): Promise<JobBody> {
  const resources = job.resources ?? job.trial.resources
  const trial = await trialBody(job.trial, resolver)
  return defined({
    jobType: 'Sweep',
    ...(await commonBody(job, resolver)),
    trial,
    searchSpace: mapValues(job.search_space, parameterBody),
    samplingAlgorithm: job.sampling_algorithm && samplingBody(job.sampling_algorithm),
    objective: { goal: job.objective.goal, primaryMetric: job.objective.primary_metric },
    limits: limitsBody(job.limits),
    earlyTermination: job.early_termination && terminationBody(job.early_termination),
    identity: job.identity && identityBody(job.identity),
    queueSettings: job.queue_settings && queueSettingsBody(job.queue_settings),
    resources: resources && resourcesBody(resources),
  })
}

async function trialBody(trial: SweepJob['trial'], resolver: Resolver): Promise<JobBody> {
  return defined({
    command: doubleBraces(trial.command),
    codeId: await resolver.code(trial.code),
    environmentId: await resolver.environment(trial.environment),
    environmentVariables: trial.environment_variables ?? {},
    distribution: trial.distribution && distributionBody(trial.distribution),
    resources: trial.resources && resourcesBody(trial.resources),
  })
}

/** A parameter as the service has it: its distribution's name, then the arguments. */
function parameterBody(entry: SearchSpaceEntry): unknown[] {
  switch (entry.type) {
    case 'choice':
      return ['choice', [(entry.values ?? []).map(valueBody)]]
    case 'randint':
      return ['randint', [entry.upper]]
    case 'uniform':
    case 'loguniform':
      return [entry.type, [entry.min_value, entry.max_value]]
    case 'quniform':
    case 'qloguniform':
      return [entry.type, [entry.min_value, entry.max_value, entry.q]]
    case 'normal':
    case 'lognormal':
      return [entry.type, [entry.mu, entry.sigma]]
    case 'qnormal':
    case 'qlognormal':
      return [entry.type, [entry.mu, entry.sigma, entry.q]]
  }
}

/** A choice may hold mappings, whose entries may be searched in their turn. */
function valueBody(value: ChoiceValue): unknown {
  if (typeof value !== 'object' || 'toJSON' in value) return value
  return mapValues(value, nested =>
    typeof nested === 'object' && 'type' in nested ? parameterBody(nested) : nested,
  )
}

const SAMPLING = { bayesian: 'Bayesian', grid: 'Grid', random: 'Random' } as const

function samplingBody(algorithm: SamplingAlgorithm): JobBody {
  if (typeof algorithm === 'string') return { samplingAlgorithmType: SAMPLING[algorithm] }
  const { type, ...settings } = algorithm
  return { samplingAlgorithmType: SAMPLING[type], ...settings }
}

/** The service takes 60 days for a timeout below a minute, so it gets no such. */
function limitsBody({ timeout, trial_timeout, ...counts }: SweepJob['limits']): JobBody {
  const seconds = (value: number | undefined): string | undefined =>
    value ? isoDuration(Math.max(60, value)) : undefined
  return defined({
    jobLimitsType: 'Sweep',
    ...camelCased(counts),
    timeout: seconds(timeout),
    trialTimeout: seconds(trial_timeout),
  })
}

export const POLICIES = {
  bandit: 'Bandit',
  median_stopping: 'MedianStopping',
  truncation_selection: 'TruncationSelection',
} as const
/** The intervals that the official client sends where the file gives none. */
export const intervalsOf = (policy: EarlyTermination['type']): JobBody => ({
  delay_evaluation: 0,
  evaluation_interval: policy === 'median_stopping' ? 1 : 0,
})

const SLACK = { slack_factor: 0, slack_amount: 0 }

function terminationBody({ type, ...settings }: EarlyTermination): JobBody {
  const defaults = { ...intervalsOf(type), ...(type === 'bandit' && SLACK) }
  return { policyType: POLICIES[type], ...camelCased({ ...defaults, ...settings }) }
}
