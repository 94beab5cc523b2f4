import { setTimeout as delay } from 'node:timers/promises'

/** Time as the agent sees it; tests bring their own. */
export interface Clock {
  now: () => Date
  /** Ends early, with an AbortError, when the signal is aborted. */
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

export const systemClock: Clock = {
  now: () => new Date(),
  wait: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
}
