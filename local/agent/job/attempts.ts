import type { Clock } from '../clock.ts'
import type { StepContext } from './step-context.ts'

/** Why a step was stopped before its end. */
export type StopReason = 'timeout' | 'cancel'

export class StepStopped extends Error {
  readonly reason: StopReason

  constructor(reason: StopReason) {
    super(reason)
    this.reason = reason
  }
}

export interface AttemptOptions {
  /** Further attempts after a failure. */
  retries: number
  clock: Clock
  signal: AbortSignal
}

const greatestRetries = 10

/** Runs a step, and again after it failed: n-th time after n² seconds. What was stopped is not tried again. */
export async function withRetries(
  context: StepContext,
  { retries, clock, signal }: AttemptOptions,
  attempt: () => Promise<void>,
): Promise<void> {
  const most = Math.min(retries, greatestRetries)
  for (let number = 0; ; number++) {
    context.record.attempts = number + 1
    context.reset()
    const failure = await tryOnce(attempt)
    if (failure instanceof StepStopped || signal.aborted) throw failure ?? signal.reason
    if (!failure && context.result !== 'Failed') return
    if (number >= most) {
      if (failure) throw failure
      return
    }
    const delay = (number + 1) ** 2 * 1000
    if (failure) context.issue('error', failure.message)
    context.issue(
      'warning',
      `RetryHelper encountered task failure, will retry (attempt #: ${number + 1} out of ${most}) after ${delay} ms`,
    )
    await clock.wait(delay, signal)
  }
}

async function tryOnce(attempt: () => Promise<void>): Promise<Error | undefined> {
  try {
    await attempt()
    return undefined
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}
