import { required } from '../../schema/fields.ts'
import { object } from '../../schema/object.ts'
import { checked } from '../../schema/refine.ts'
import { choice } from '../../schema/scalars.ts'
import type { Read } from '../../schema/schema.ts'
import { checkPlaceholders, commandFields } from '../command-fields.ts'
import { identity } from '../identity.ts'
import { jobInputs } from '../inputs.ts'
import { jobFields } from '../job-fields.ts'
import { jobOutputs } from '../outputs.ts'
import { services } from '../services.ts'
import { checkSpace } from './check-space.ts'
import { sweepFields } from './sweep-fields.ts'

const trial = object('the trial of a sweep', commandFields)

const shape = object('a sweep job', {
  ...jobFields,
  type: required(choice(['sweep'])),
  ...sweepFields,
  search_space: required(sweepFields.search_space),
  trial: required(trial),
  inputs: jobInputs,
  outputs: jobOutputs,
  identity,
  services,
})

export const sweepJob = checked(shape, (job, at) => {
  checkPlaceholders(job.trial.command, at.at('trial', 'command'), {
    inputs: at.at('inputs'),
    outputs: at.at('outputs'),
    search_space: at.at('search_space'),
  })
  checkSpace(job, at)
})
export type SweepJob = Read<typeof sweepJob>
