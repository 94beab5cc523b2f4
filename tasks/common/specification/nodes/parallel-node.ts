import { compute } from '../job/compute.ts'
import { componentOf } from '../components/component-choice.ts'
import { parallelComponent } from '../components/parallel-component.ts'
import { parallelFields, parallelTask } from '../components/parallel-task.ts'
import { environmentVariables } from '../job/command-fields.ts'
import { identity } from '../job/identity.ts'
import { byPlace, choice, fallback, object, required, type Read } from '../schema/index.ts'
import { bindable } from './bindable.ts'
import { checkInterface } from './check-interface.ts'
import { nodeFields } from './node-fields.ts'
import { nodeResources } from './run-fields.ts'

const fields = {
  ...nodeFields,
  type: fallback(choice(['parallel']), 'parallel'),
  compute,
  ...bindable(parallelFields),
  retry_settings: parallelFields.retry_settings,
  environment_variables: environmentVariables,
  resources: nodeResources,
  identity,
}

const withComponent = checkInterface(
  object('a parallel node with a component', {
    ...fields,
    component: required(componentOf(parallelComponent)),
    task: parallelTask,
  }),
  ({ component }) => component,
)

const inline = object('a parallel node', { ...fields, task: required(parallelTask) })

/** A step that runs a task over parts of its data: its own, or a component's. */
export const parallelNode = byPlace(at => (at.has('component') ? 'withComponent' : 'inline'), {
  withComponent,
  inline,
})
export type ParallelNode = Read<typeof parallelNode>
export type InlineParallelNode = Read<typeof inline>
