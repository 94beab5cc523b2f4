import { required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { integer } from '../schema/scalars.ts'

/** Seconds. */
export const commandLimits = object('the limits of a command', { timeout: integer({ min: 0 }) })

/** Timeouts in seconds; the service takes none below a minute. */
export const sweepLimits = object('the limits of a sweep', {
  max_concurrent_trials: integer({ min: 1 }),
  max_total_trials: required(integer({ min: 1 })),
  timeout: integer({ min: 0 }),
  trial_timeout: integer({ min: 0 }),
})
