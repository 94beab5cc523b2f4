import { fallback, ignored } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { choice, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { checkPlaceholders, commandFields } from './command-fields.ts'
import { identity } from './identity.ts'
import { jobInputs } from './inputs.ts'
import { jobFields } from './job-fields.ts'
import { commandLimits } from './limits.ts'
import { jobOutputs } from './outputs.ts'
import { services } from './services.ts'

const shape = object('a command job', {
  ...jobFields,
  type: fallback(choice(['command']), 'command'),
  ...commandFields,
  limits: commandLimits,
  inputs: jobInputs,
  outputs: jobOutputs,
  identity,
  services,
  parent_job_name: text,
  parameters: ignored('Azure fills it with what the run logs.'),
})

export const commandJob = checked(shape, ({ command }, at) => {
  checkPlaceholders(command, at.at('command'), {
    inputs: at.at('inputs'),
    outputs: at.at('outputs'),
    search_space: at.at('search_space'),
  })
})
export type CommandJob = Read<typeof commandJob>
