import { componentCode as code } from './component-code.ts'
import { checkPlaceholders } from '../job/command-fields.ts'
import { distribution } from '../job/distribution.ts'
import { environment } from '../job/environment.ts'
import { resources } from '../job/resources.ts'
import {
  anyMapping,
  boolean,
  checked,
  choice,
  fallback,
  ignored,
  object,
  required,
  text,
  type Read,
} from '../schema/index.ts'
import { additionalIncludes } from './additional-includes.ts'
import { componentFields } from './component-fields.ts'

const shape = object('a command component', {
  ...componentFields,
  type: fallback(choice(['command']), 'command'),
  is_deterministic: fallback(boolean, true),
  command: required(text),
  code,
  environment: required(environment),
  resources,
  distribution,
  additional_includes: additionalIncludes,
  properties: anyMapping,
  environment_variables: ignored('a component has none; give them to the node that uses it.'),
})

/** A command with what it takes and gives, used by nodes and by the trials of sweeps. */
export const commandComponent = checked(shape, ({ command }, at) => {
  checkPlaceholders(command, at.at('command'), {
    inputs: at.at('inputs'),
    outputs: at.at('outputs'),
    search_space: at.at('search_space'),
  })
})
export type CommandComponent = Read<typeof commandComponent>
