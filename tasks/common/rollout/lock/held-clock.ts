import type { Clock } from '../../clock.ts'

const PIECE = 10_000

/** A clock whose waits keep a lock: each is cut into pieces of at most ten seconds, after which `keep` is called. */
export const heldClock = (clock: Clock, keep: () => Promise<void>): Clock => ({
  now: () => clock.now(),
  elapsed: () => clock.elapsed(),
  async sleep(milliseconds, signal) {
    for (let left = milliseconds; ; left -= PIECE) {
      await clock.sleep(Math.min(left, PIECE), signal)
      await keep()
      if (left <= PIECE) return
    }
  },
})
