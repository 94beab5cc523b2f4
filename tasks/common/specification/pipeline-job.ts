import { namedComponentOf } from './components/component-choice.ts'
import { pipelineComponent } from './components/pipeline-component.ts'
import { checkBindings } from './nodes/check-bindings.ts'
import { checkInterface } from './nodes/check-interface.ts'
import { nodes } from './nodes/nodes.ts'
import { pipelineSettings } from './nodes/pipeline-settings.ts'
import { byPlace, checked, choice, fallback, object, required, type Read } from './schema/index.ts'
import { identity } from './job/identity.ts'
import { pipelineInputs } from './job/inputs.ts'
import { jobFields } from './job/job-fields.ts'
import { jobOutputs } from './job/outputs.ts'
import { services } from './job/services.ts'

const fields = {
  ...jobFields,
  type: fallback(choice(['pipeline']), 'pipeline'),
  settings: pipelineSettings,
  inputs: pipelineInputs,
  outputs: jobOutputs,
  identity,
  services,
}

const ofNodes = checked(object('a pipeline job', { ...fields, jobs: required(nodes) }), checkBindings)

const ofComponent = checkInterface(
  object('a pipeline job of a component', {
    ...fields,
    component: required(namedComponentOf(pipelineComponent)),
  }),
  ({ component }) => component,
)

/** A pipeline of nodes, or one that a component describes. */
export const pipelineJob = byPlace(at => (at.has('component') ? 'ofComponent' : 'ofNodes'), {
  ofNodes,
  ofComponent,
})
export type PipelineJob = Read<typeof pipelineJob>
