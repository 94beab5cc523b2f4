import { checkBindings } from '../nodes/check-bindings.ts'
import { checkOptional } from '../nodes/check-optional.ts'
import { nodes, type Nodes } from '../nodes/nodes.ts'
import { boolean, checked, choice, lazy, object, required, type Read, type Schema } from '../schema/index.ts'
import { componentFields } from './component-fields.ts'

const own = object('a pipeline component', {
  ...componentFields,
  type: required(choice(['pipeline'])),
  is_deterministic: boolean,
})

/** A pipeline that other pipelines have as a node. */
export interface PipelineComponent extends Read<typeof own> {
  readonly jobs: Nodes
}

const shape: Schema<PipelineComponent> = object('a pipeline component', {
  ...own.fields,
  jobs: required(lazy(() => nodes)),
})

export const pipelineComponent: Schema<PipelineComponent> = checked(
  checked(shape, checkBindings),
  checkOptional,
)
