import { required } from '../../schema/fields.ts'
import { object } from '../../schema/object.ts'
import { anyCase, choice, text } from '../../schema/scalars.ts'
import { sweepLimits } from '../limits.ts'
import { queueSettings } from '../queue-settings.ts'
import { resources } from '../resources.ts'
import { earlyTermination } from './early-termination.ts'
import { samplingAlgorithm } from './sampling.ts'
import { searchSpace } from './search-space.ts'

export const objective = object('the objective of a sweep', {
  goal: required(choice(['minimize', 'maximize'], anyCase)),
  primary_metric: required(text),
})

/** The part that a sweep job and a sweep node have in common. */
export const sweepFields = {
  sampling_algorithm: samplingAlgorithm,
  search_space: searchSpace,
  objective: required(objective),
  early_termination: earlyTermination,
  limits: required(sweepLimits),
  queue_settings: queueSettings,
  resources,
}
