import { CancelledError, TaskError } from '../../../errors.ts'
import type { RunDetails } from '../history/run-history.ts'
import { hasBegun } from './states.ts'

export interface JobLimits {
  readonly queueTimeoutInMinutes: number | undefined
  readonly runTimeoutInMinutes: number | undefined
}

/** A limit of ours is over while the job goes on in Azure. */
export class JobTimeoutError extends TaskError {}

/**
 * Our own limits of a job. Waiting lasts from the job's creation to its first Running (of a pipeline or a sweep: to
 * that of the first step or trial), and counts once: a job that goes back into the queue runs on. Running lasts from
 * there to the end. Both are the job's own times: a step that is run again does not begin them anew.
 */
export class LimitWatch {
  readonly #limits: JobLimits
  readonly #now: () => number
  #waitingSince: number | undefined
  #runningSince: number | undefined

  constructor(limits: JobLimits, now: () => number) {
    this.#limits = limits
    this.#now = now
  }

  /** Throws JobTimeoutError where a limit is over. `begun`: of a job with children, whether one of them has begun. */
  check(details: RunDetails, signal: AbortSignal, begun = hasBegun(details.status)): void {
    if (signal.aborted) throw new CancelledError('Following the job')
    this.#waitingSince ??= this.#earlier(details.createdTimeUtc)
    if (begun) this.#runningSince ??= this.#earlier(details.startTimeUtc)
    const { queueTimeoutInMinutes: queue, runTimeoutInMinutes: run } = this.#limits
    if (this.#runningSince === undefined && this.#isOver(queue, this.#waitingSince)) {
      throw waitedTooLong(details, queue as number)
    }
    if (this.#isOver(run, this.#runningSince)) throw ranTooLong(details.runId, run as number)
  }

  /** The service's time where it has one; ours where clocks disagree so much that it lies ahead. */
  #earlier(time: string | null | undefined): number {
    const at = Date.parse(time ?? '')
    return Number.isNaN(at) ? this.#now() : Math.min(at, this.#now())
  }

  #isOver(minutes: number | undefined, since: number | undefined): boolean {
    return minutes !== undefined && since !== undefined && this.#now() - since >= minutes * 60_000
  }
}

const waitedTooLong = ({ runId, status }: RunDetails, minutes: number): JobTimeoutError =>
  new JobTimeoutError(`Job ${runId} is still ${status} after ${minutes} minutes.`, {
    cause: 'The cluster cannot grow (quota, capacity, maximum of nodes), or it is busy with other jobs.',
    remedy: 'Look at the cluster in the studio; raise queueTimeoutInMinutes if waiting longer is right.',
  })

const ranTooLong = (name: string, minutes: number): JobTimeoutError =>
  new JobTimeoutError(`Job ${name} has run longer than ${minutes} minutes.`, {
    remedy: 'Raise runTimeoutInMinutes, or make the job smaller.',
  })
