import { compute } from '../job/compute.ts'
import { componentOf } from '../components/component-choice.ts'
import { sparkComponent, sparkFields } from '../components/spark-component.ts'
import { identity } from '../job/identity.ts'
import { byPlace, choice, fallback, ignored, object, required, text, type Read } from '../schema/index.ts'
import { checkInterface } from './check-interface.ts'
import { nodeFields } from './node-fields.ts'

const resources = object('the resources of a Spark run', {
  instance_type: required(text),
  runtime_version: required(text),
})

const fields = {
  ...nodeFields,
  type: fallback(choice(['spark']), 'spark'),
  compute,
  resources,
  identity,
  conf: sparkFields.conf,
  services: ignored('the service has none for Spark; the official client drops them.'),
}
const COMPONENT_HAS_IT = ignored('the component has its own; the official client sends that.')

const withComponent = checkInterface(
  object('a Spark node with a component', {
    ...fields,
    component: required(componentOf(sparkComponent)),
    code: COMPONENT_HAS_IT,
    entry: COMPONENT_HAS_IT,
    py_files: COMPONENT_HAS_IT,
    jars: COMPONENT_HAS_IT,
    files: COMPONENT_HAS_IT,
    archives: COMPONENT_HAS_IT,
    args: COMPONENT_HAS_IT,
    environment: COMPONENT_HAS_IT,
  }),
  ({ component }) => component,
)

const inline = object('a Spark node', { ...fields, ...sparkFields })

/** A step that runs on Spark: its own entry, or a component's. */
export const sparkNode = byPlace(at => (at.has('component') ? 'withComponent' : 'inline'), {
  withComponent,
  inline,
})
export type SparkNode = Read<typeof sparkNode>
export type InlineSparkNode = Read<typeof inline>
