import { required } from '../../schema/fields.ts'
import { object } from '../../schema/object.ts'
import { anyCase, choice, integer, number } from '../../schema/scalars.ts'
import type { Read } from '../../schema/schema.ts'
import { byType } from '../../schema/unions.ts'

const interval = { evaluation_interval: integer(), delay_evaluation: integer() }

const bandit = object('the bandit policy', {
  type: required(choice(['bandit'], anyCase)),
  ...interval,
  slack_factor: number(),
  slack_amount: number(),
})
const medianStopping = object('the median stopping policy', {
  type: required(choice(['median_stopping'], anyCase)),
  ...interval,
})
const truncationSelection = object('the truncation selection policy', {
  type: required(choice(['truncation_selection'], anyCase)),
  ...interval,
  truncation_percentage: required(integer()),
})

/** When a trial that lags behind is ended. */
export const earlyTermination = byType(
  'type',
  { bandit, median_stopping: medianStopping, truncation_selection: truncationSelection },
  { same: anyCase },
)
export type EarlyTermination = Read<typeof earlyTermination>
