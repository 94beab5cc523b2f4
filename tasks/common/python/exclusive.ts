import { mkdirSync } from 'node:fs'
import * as path from 'node:path'
import { lock } from 'proper-lockfile'
import { TaskError } from '../errors.ts'
import type { Host } from '../host/host.ts'

const PATIENCE_IN_MILLISECONDS = 45 * 60_000

/**
 * Runs `body` while no other job on this agent works on `target`. A job that died leaves a lock that goes stale
 * after a quarter of a minute. `body` gets a signal that also aborts when the lock is lost.
 */
export async function exclusively<T>(
  target: string,
  host: Host,
  body: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  mkdirSync(path.dirname(target), { recursive: true })
  const lost = new AbortController()
  const release = await acquire(target, host, () => lost.abort())
  try {
    return await body(AbortSignal.any([host.signal, lost.signal]))
  } catch (error) {
    throw lost.signal.aborted ? lostLock(target, error) : error
  } finally {
    if (!lost.signal.aborted) await release()
  }
}

async function acquire(target: string, host: Host, onCompromised: () => void): Promise<() => Promise<void>> {
  const start = host.clock.now()
  for (let told = false; ; told = true) {
    try {
      return await lock(target, {
        realpath: false,
        lockfilePath: `${target}.lock`,
        stale: 15_000,
        update: 5_000,
        onCompromised,
      })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ELOCKED') throw error
      if (host.clock.now() - start > PATIENCE_IN_MILLISECONDS) throw tooLong(target, error)
      if (!told) host.log.info(`Another job on this agent works on ${target}: waiting for it.`)
      await host.clock.sleep(250, host.signal)
    }
  }
}

const tooLong = (target: string, error: unknown): TaskError =>
  new TaskError(`Another job kept ${target} for longer than three quarters of an hour.`, {
    cause: 'It hangs, or very many jobs wait for the same environment.',
    remedy: `End that job, or delete ${target}.lock when no job runs on this agent.`,
    error,
  })

const lostLock = (target: string, error: unknown): TaskError =>
  new TaskError(`Another job on this agent took over ${target}.`, {
    cause: 'This machine slept, or was so busy that this job looked dead.',
    remedy: 'Run the job again.',
    error,
  })
