/** Time as the whole of local Azure sees it: token life, pace, time stamps. */
export interface Clock {
  now(): Date
  /** Moves the clock ahead of the machine's, so that a test need not wait. */
  advance(milliseconds: number): void
}

/** The machine's clock plus whatever it was advanced by. */
export function createClock(machine: () => number = Date.now): Clock {
  let ahead = 0
  return {
    now: () => new Date(machine() + ahead),
    advance(milliseconds) {
      ahead += milliseconds
    },
  }
}
