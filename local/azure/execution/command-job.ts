import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../core/world.ts'
import type { RunDocument } from '../run-history/run-document.ts'
import { findRun, setStatus } from '../run-history/runs.ts'
import type { CommandDefinition } from './job-definition.ts'
import { executeOnNode } from './execute-on-node.ts'
import type { JobQueue } from './queue.ts'
import { prepareEnvironment } from './prepare-environment.ts'
import { JobFailure } from './run-error.ts'
import type { ExecutionServices } from './services.ts'
import { limitTime } from './time-limit.ts'

/**
 * Takes a command job through all its states, to Completed, Failed or Canceled. Never rejects: what goes wrong is the
 * run's error.
 *
 * @param cancelled aborts when the job is to be cancelled, or with a JobFailure when it must end for another reason
 */
export async function runCommandJob(
  world: World,
  services: ExecutionServices,
  definition: CommandDefinition,
  cancelled: AbortSignal,
): Promise<void> {
  const { runId } = definition
  try {
    await passThroughStates(world, services, definition, cancelled)
    finish(world, runId, 'Completed')
  } catch (error) {
    if (cancelled.aborted) await services.queue.linger(runId, 'CancelRequested')
    if (cancelled.reason instanceof JobFailure) finish(world, runId, 'Failed', cancelled.reason)
    else if (cancelled.aborted) finish(world, runId, 'Canceled')
    else if (error instanceof JobFailure) finish(world, runId, error.timedOut ? 'Canceled' : 'Failed', error)
    else finish(world, runId, 'Failed', new JobFailure(describe(error), 'ServiceError'))
  }
}

async function passThroughStates(
  world: World,
  services: ExecutionServices,
  definition: CommandDefinition,
  cancelled: AbortSignal,
): Promise<void> {
  const { queue } = services
  const run = knownRun(world, definition.runId)
  const { runId } = run
  setStatus(world, runId, 'Starting')
  await queue.linger(runId, 'Starting', cancelled)
  const environment = await orAborted(
    prepareEnvironment(world, services, run, definition.environmentId),
    cancelled,
  )
  if (findRun(world, runId)?.status === 'Preparing') await queue.linger(runId, 'Preparing', cancelled)
  setStatus(world, runId, 'Queued')
  const leave = await queue.enter(runId, definition.computeName, definition.instanceCount, cancelled)
  const base = join(services.nodesDirectory, runId)
  const limit = limitTime(definition.timeout, cancelled)
  try {
    setStatus(world, runId, 'Running')
    const finalizing = () => finalize(world, queue, runId, limit.signal)
    await executeOnNode(world, services, {
      run,
      definition,
      environment,
      base,
      finalizing,
      signal: limit.signal,
    })
    cancelled.throwIfAborted()
  } catch (error) {
    throw limit.expired() ? timeoutFailure(definition.timeout) : error
  } finally {
    limit.clear()
    leave()
    await rm(base, { recursive: true, force: true })
  }
}

async function finalize(world: World, queue: JobQueue, runId: string, signal: AbortSignal): Promise<void> {
  setStatus(world, runId, 'Finalizing')
  await queue.linger(runId, 'Finalizing', signal)
}

function knownRun(world: World, runId: string): RunDocument {
  const run = findRun(world, runId)
  if (!run) throw new Error(`There is no run '${runId}'.`)
  return run
}

/** A build that others may wait for goes on when one of its jobs is cancelled. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return Promise.race([
    work,
    new Promise<never>((_resolve, reject) => {
      if (signal.aborted) reject(signal.reason as Error)
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
    }),
  ])
}

/** After a reset the run is gone, and there is nothing to write down. */
function finish(
  world: World,
  runId: string,
  status: 'Completed' | 'Failed' | 'Canceled',
  failure?: JobFailure,
): void {
  if (!findRun(world, runId)) return
  setStatus(world, runId, status, failure ? { code: failure.code, message: failure.message } : null)
}

const timeoutFailure = (timeout: string | null): JobFailure =>
  new JobFailure(`The job ran longer than its limit of ${timeout} and was cancelled.`, 'UserError', true)

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error))
