import { resources } from '../job/resources.ts'
import { boolean, choice, fallback, object, required, type Read } from '../schema/index.ts'
import { componentFields } from './component-fields.ts'
import { parallelFields, parallelTask } from './parallel-task.ts'

/** A task that is run over parts of its data, on several nodes at once. */
export const parallelComponent = object('a parallel component', {
  ...componentFields,
  type: required(choice(['parallel'])),
  is_deterministic: fallback(boolean, true),
  task: required(parallelTask),
  ...parallelFields,
  resources,
})
export type ParallelComponent = Read<typeof parallelComponent>
