import { compute } from '../job/compute.ts'
import { namedComponentOf, type ComponentChoice } from '../components/component-choice.ts'
import { pipelineComponent, type PipelineComponent } from '../components/pipeline-component.ts'
import { choice, fallback, ignored, lazy, object, required, type Read, type Schema } from '../schema/index.ts'
import { checkInterface } from './check-interface.ts'
import { nodeFields } from './node-fields.ts'

const own = object('a pipeline node', {
  ...nodeFields,
  type: fallback(choice(['pipeline']), 'pipeline'),
  compute,
  settings: ignored('only a pipeline job has settings; the official client drops those of a node.'),
})

/** A pipeline within a pipeline. */
export interface PipelineNode extends Read<typeof own> {
  readonly component: ComponentChoice<PipelineComponent>
}

const shape: Schema<PipelineNode> = object('a pipeline node', {
  ...own.fields,
  component: required(namedComponentOf(lazy(() => pipelineComponent))),
})

export const pipelineNode: Schema<PipelineNode> = checkInterface(shape, ({ component }) => component)
