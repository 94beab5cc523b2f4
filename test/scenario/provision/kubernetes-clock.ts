import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../../tasks/common/clock.ts'

/** A second passes as a millisecond: what is waited for is local Azure, which needs no time. */
export const hasty: Clock = {
  now: () => Date.now(),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) => delay(milliseconds / 1000, undefined, signal && { signal }),
}
