import { commandComponent } from '../components/command-component.ts'
import { componentOf } from '../components/component-choice.ts'
import { componentCode as code } from '../components/component-code.ts'
import { checkPlaceholders } from '../job/command-fields.ts'
import { environment } from '../job/environment.ts'
import {
  byPlace,
  checked,
  choice,
  fallback,
  ignored,
  object,
  required,
  text,
  type Read,
} from '../schema/index.ts'
import { checkInterface } from './check-interface.ts'
import { nodeFields } from './node-fields.ts'
import { runFields } from './run-fields.ts'

const type = fallback(choice(['command']), 'command')
const COMPONENT_HAS_IT = 'the component has its own; the official client sends that.'

const withComponent = checkInterface(
  object('a command node with a component', {
    ...nodeFields,
    type,
    component: required(componentOf(commandComponent)),
    ...runFields,
    command: ignored(COMPONENT_HAS_IT),
    code: ignored(COMPONENT_HAS_IT),
    environment: ignored(COMPONENT_HAS_IT),
  }),
  ({ component }) => component,
)

const inlineShape = object('a command node', {
  ...nodeFields,
  type,
  command: required(text),
  code,
  environment: required(environment),
  ...runFields,
  parent_job_name: ignored('a node is of its pipeline.'),
  parameters: ignored('Azure fills it with what the run logs.'),
})

const inline = checked(inlineShape, ({ command }, at) => {
  checkPlaceholders(command, at.at('command'), {
    inputs: at.at('inputs'),
    outputs: at.at('outputs'),
    search_space: at.at('search_space'),
  })
})

/** A step that runs a command: its own, or a component's. */
export const commandNode = byPlace(at => (at.has('component') ? 'withComponent' : 'inline'), {
  withComponent,
  inline,
})
export type CommandNode = Read<typeof commandNode>
export type InlineCommandNode = Read<typeof inline>
