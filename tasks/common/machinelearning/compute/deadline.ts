import type { Clock } from '../../clock.ts'

/** When a step gives up, however many waits it is made of. */
export interface Deadline {
  /** Milliseconds since the epoch. */
  readonly end: number
  /** What was allowed in all, for messages. */
  readonly minutes: number
}

/** As an operation that is followed takes it. */
export const operationEnd = ({ end, minutes }: Deadline): { deadlineInMinutes: number; end: number } => ({
  deadlineInMinutes: minutes,
  end,
})

export const deadlineIn = (clock: Clock, minutes: number): Deadline => ({
  end: clock.now() + minutes * 60_000,
  minutes,
})
