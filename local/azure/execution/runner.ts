import { setImmediate } from 'node:timers/promises'
import type { World } from '../core/world.ts'
import { isTerminal } from '../run-history/run-document.ts'
import { childrenOf, findRun, listRuns, setStatus } from '../run-history/runs.ts'
import { runCommandJob } from './command-job.ts'
import type { CommandDefinition } from './job-definition.ts'
import type { PipelineDefinition } from './pipelines/pipeline-definition.ts'
import { runPipeline } from './pipelines/run-pipeline.ts'
import { JobFailure } from './run-error.ts'
import type { ExecutionServices } from './services.ts'
import { runSweep } from './sweep/run-sweep.ts'
import type { SweepDefinition } from './sweep/sweep-definition.ts'

/** Executes jobs as processes of this machine. */
export interface Runner {
  startCommand(definition: CommandDefinition): void
  startSweep(definition: SweepDefinition): void
  startPipeline(definition: PipelineDefinition): void
  /** Asks a job, a step or a pipeline with its steps to end; does nothing for one that has ended. */
  cancel(runId: string): void
  /** Resolves when the job has ended. */
  ended(runId: string): Promise<void>
  /** Ends all jobs, which fail with the reason, and waits for their processes. */
  stopAll(): Promise<void>
}

interface RunningJob {
  stop: AbortController
  done: Promise<void>
}

export function createRunner(world: World, services: ExecutionServices): Runner {
  const jobs = new Map<string, RunningJob>()
  const start = (runId: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
    const stop = new AbortController()
    // The answer that announces the job is sent before the job moves on.
    const done = setImmediate()
      .then(() => work(stop.signal))
      .finally(() => jobs.delete(runId))
    jobs.set(runId, { stop, done })
    return done
  }
  const command = (definition: CommandDefinition) =>
    start(definition.runId, signal => runCommandJob(world, services, definition, signal))
  const sweep = (definition: SweepDefinition) =>
    start(definition.runId, signal => runSweep(world, definition, { run: command, cancel }, signal))
  const pipeline = (definition: PipelineDefinition): Promise<void> =>
    start(definition.runId, signal =>
      runPipeline(world, definition, { command, sweep, pipeline, cancel }, signal),
    )
  const cancel = (runId: string): void => {
    const run = findRun(world, runId)
    if (!run || isTerminal(run.status)) return
    setStatus(world, runId, 'CancelRequested')
    childrenOf(world, runId).forEach(child => cancel(child.runId))
    jobs.get(runId)?.stop.abort()
  }
  return {
    cancel,
    startCommand: definition => void command(definition),
    startSweep: definition => void sweep(definition),
    startPipeline: definition => void pipeline(definition),
    ended: async runId => jobs.get(runId)?.done,
    async stopAll() {
      const running = [...jobs.values()]
      running.forEach(({ stop }) => stop.abort(nodeGone()))
      services.queue.release()
      await Promise.all(running.map(({ done }) => done))
    },
  }
}

/** The processes of an earlier local Azure died with it; their runs must not look alive. */
export function failLostRuns(world: World): void {
  for (const { runId, status } of listRuns(world)) {
    if (isTerminal(status)) continue
    const { code, message } = nodeGone()
    setStatus(world, runId, 'Failed', { code, message })
  }
}

const nodeGone = (): JobFailure =>
  new JobFailure(
    'The node of this job is gone: local Azure was ended while the job was running. Submit the job again.',
    'ServiceError',
  )
