import type { World } from '../../core/world.ts'
import { findRun, setStatus, updateRun } from '../../run-history/runs.ts'
import type { CommandDefinition } from '../job-definition.ts'
import { JobFailure } from '../run-error.ts'
import { limitTime } from '../time-limit.ts'
import { enforcePolicy } from './enforce-policy.ts'
import { type HyperdriveLog, createHyperdriveLog } from './hyperdrive-log.ts'
import { bestOf, hasUsefulTrial } from './progress.ts'
import { type Sampler, createSampler } from './sampling.ts'
import type { Sample } from './search-space.ts'
import type { SweepDefinition } from './sweep-definition.ts'
import { createTrial } from './sweep-run.ts'

export interface TrialRunner {
  run(definition: CommandDefinition): Promise<void>
  cancel(runId: string): void
}

interface Execution {
  world: World
  sweep: SweepDefinition
  trials: TrialRunner
  log: HyperdriveLog
  signal: AbortSignal
}

/** Takes a sweep through its trials to its end. Never rejects. */
export async function runSweep(
  world: World,
  sweep: SweepDefinition,
  trials: TrialRunner,
  cancelled: AbortSignal,
): Promise<void> {
  const log = createHyperdriveLog(world, sweep.runId)
  const limit = limitTime(sweep.limits.timeout, cancelled)
  try {
    setStatus(world, sweep.runId, 'Running')
    await runTrials({ world, sweep, trials, log, signal: limit.signal })
    if (findRun(world, sweep.runId)) finish({ world, sweep, trials, log, signal: cancelled }, limit.expired())
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    if (findRun(world, sweep.runId))
      setStatus(world, sweep.runId, 'Failed', { code: 'ServiceError', message })
  } finally {
    limit.clear()
    await log.flush()
  }
}

async function runTrials(execution: Execution): Promise<void> {
  const { world, sweep, trials, log, signal } = execution
  const over = new AbortController()
  const started: string[] = []
  const cancelAll = () => {
    tag(world, sweep.runId, { _aml_system_cancellation_requested: 'true' })
    started.forEach(runId => trials.cancel(runId))
  }
  signal.addEventListener('abort', cancelAll, { once: true })
  log.say('API', 'Experiment created')
  const enforcing = enforcePolicy(world, sweep, {
    log,
    cancel: runId => trials.cancel(runId),
    until: over.signal,
  })
  try {
    await schedule(execution, started)
  } finally {
    over.abort()
    signal.removeEventListener('abort', cancelAll)
    await enforcing
  }
}

/** Keeps as many trials running as may run at once, until there are no more samples or enough trials. */
async function schedule(execution: Execution, started: string[]): Promise<void> {
  const { sweep, trials, signal } = execution
  const { maxTotalTrials, maxConcurrentTrials } = sweep.limits
  const sampler = createSampler(sweep.searchSpace, sweep.sampling)
  const active = new Map<string, Promise<void>>()
  let generated = false
  for (;;) {
    const room = Math.min(maxConcurrentTrials - active.size, maxTotalTrials - started.length)
    if (!generated && room > 0 && !signal.aborted) {
      const samples = takeSamples(execution, sampler, room)
      for (const sample of samples) {
        const definition = submitTrial(execution, started.length, sample)
        started.push(definition.runId)
        const ended = trials.run(definition).then(() => void active.delete(definition.runId))
        active.set(definition.runId, ended)
      }
      generated = samples.length < room || started.length >= maxTotalTrials
      if (generated) sayGenerated(execution, started.length)
    }
    if (active.size === 0) return
    await Promise.race(active.values())
  }
}

function takeSamples({ log }: Execution, sampler: Sampler, count: number): Sample[] {
  log.say('GENERATOR', `Trying to sample '${count}' jobs from the hyperparameter space`)
  const samples = Array.from({ length: count }, sampler).filter(sample => sample !== undefined)
  log.say(
    'GENERATOR',
    `Successfully sampled '${samples.length}' jobs, they will soon be submitted to the execution target.`,
  )
  return samples
}

function submitTrial({ world, sweep, log }: Execution, index: number, sample: Sample): CommandDefinition {
  const definition = createTrial(world, sweep, index, sample)
  const { runId } = definition
  tag(world, sweep.runId, { [runId]: JSON.stringify(sample) })
  log.say('SCHEDULER', `Scheduling job, id='${runId}'`)
  log.say('SCHEDULER', `Successfully scheduled a job. Id='${runId}'`)
  return definition
}

function sayGenerated({ world, sweep, log }: Execution, count: number): void {
  const { maxTotalTrials } = sweep.limits
  if (count >= maxTotalTrials)
    log.say('GENERATOR', `Max number of jobs '${maxTotalTrials}' reached for experiment.`)
  log.say('GENERATOR', 'All jobs generated.')
  tag(world, sweep.runId, { _aml_system_all_jobs_generated: 'true' })
}

function tag(world: World, runId: string, tags: Record<string, string>): void {
  const run = findRun(world, runId)
  if (run) updateRun(world, runId, { tags: { ...run.tags, ...tags } })
}

function finish({ world, sweep, log, signal }: Execution, expired: boolean): void {
  const { runId, objective } = sweep
  const best = bestOf(world, runId, objective)
  const run = findRun(world, runId)
  if (best && run) {
    const properties = {
      ...run.properties,
      score: String(best.score),
      best_child_run_id: best.runId,
      best_metric_status: 'Succeeded',
      best_data_container_id: findRun(world, best.runId)?.dataContainerId ?? '',
    }
    updateRun(world, runId, { properties })
  } else
    log.say(
      'CONTROLLER',
      `No completed job has logged the primary metric '${objective.primaryMetric}'.`,
      'WARNING',
    )
  end(world, sweep, signal, expired)
  const status = findRun(world, runId)?.status ?? 'Unknown'
  log.say('CONTROLLER', `Changing Run Status from Running to ${status}`)
}

function end(world: World, { runId, limits }: SweepDefinition, signal: AbortSignal, expired: boolean): void {
  if (signal.reason instanceof JobFailure) {
    const { code, message } = signal.reason
    return void setStatus(world, runId, 'Failed', { code, message })
  }
  if (signal.aborted) return void setStatus(world, runId, 'Canceled')
  if (expired) {
    const message = `The sweep ran longer than its limit of ${limits.timeout} and was cancelled.`
    return void setStatus(world, runId, 'Canceled', { code: 'UserError', message })
  }
  if (hasUsefulTrial(world, runId)) return void setStatus(world, runId, 'Completed')
  const message = 'User errors were found in at least one of the child runs.'
  setStatus(world, runId, 'Failed', { code: 'UserError', message })
}
