import { required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { anyCase, choice, integer } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { byType } from '../schema/unions.ts'

const defaultScale = object('a fixed number of instances', {
  type: required(choice(['default'], anyCase)),
})

/** Azure takes 1 instance where the file says nothing, of either bound. */
const targetUtilization = checked(
  object('an autoscaler', {
    type: required(choice(['target_utilization'], anyCase)),
    min_instances: integer({ min: 1 }),
    max_instances: integer({ min: 1 }),
    /** Seconds. */
    polling_interval: integer({ min: 1 }),
    target_utilization_percentage: integer({ min: 1, max: 100 }),
  }),
  ({ min_instances: min = 1, max_instances: max = 1 }, at) => {
    if (min > max) at.at('min_instances').reject(`${min} is more than max_instances (${max}).`)
  },
)

/** How many instances there are, and who decides it. */
export const scaleSettings = byType(
  'type',
  { default: defaultScale, target_utilization: targetUtilization },
  { same: anyCase },
)
export type ScaleSettings = Read<typeof scaleSettings>
