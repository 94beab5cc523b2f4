import type { Job, Located } from '../pipeline/model.ts'
import type { JobCancellation } from '../job/cancellation.ts'
import type { Variables } from '../variables/variables.ts'
import type { RunContext } from './context.ts'

const defaultTimeoutMinutes = 60
const defaultCancelMinutes = 5
/** The agent gives every job this long to clean up, whatever the file says. */
const leastCancelMs = 60_000

/**
 * Cancels the job when the user asks for it or its time is over, and forces its end when cleaning up takes too long.
 * @returns stops the timers
 */
export function startJobTimers(
  run: RunContext,
  job: Job,
  variables: Variables,
  cancellation: JobCancellation,
): () => void {
  const timers: NodeJS.Timeout[] = []
  const minutes = (text: Located | undefined, fallback: number): number => {
    const value = Number(variables.expand(text?.text ?? ''))
    return text === undefined || !Number.isFinite(value) ? fallback : value
  }
  const request = (): void => {
    const grace = Math.max(minutes(job.cancelTimeoutInMinutes, defaultCancelMinutes) * 60_000, leastCancelMs)
    timers.push(setTimeout(() => cancellation.force(), grace))
    cancellation.request()
  }
  const limit = minutes(job.timeoutInMinutes, defaultTimeoutMinutes)
  const expire = (): void => {
    const text = `##[error]The job running on agent local ran longer than the maximum time of ${limit} minutes.`
    run.listener.line?.(text, run.settings.clock.now(), undefined)
    request()
  }
  if (limit > 0) timers.push(setTimeout(expire, limit * 60_000))
  // A job that begins after the cancellation is there to clean up: it runs to its end.
  if (!run.cancel.aborted) run.cancel.addEventListener('abort', request, { once: true })
  return () => {
    for (const timer of timers) clearTimeout(timer)
    run.cancel.removeEventListener('abort', request)
  }
}
