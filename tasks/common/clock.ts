import { CancelledError } from './errors.ts'

/** Time as a port, so that tests own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Milliseconds with fractions since some moment; never set back, so it tells how long something took. */
  elapsed(): number
  /** Resolves after `milliseconds`; rejects with CancelledError as soon as `signal` aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

export const systemClock: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(new CancelledError('Waiting'))
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }, milliseconds)
      const abort = (): void => {
        clearTimeout(timer)
        reject(new CancelledError('Waiting'))
      }
      signal?.addEventListener('abort', abort, { once: true })
    }),
}
