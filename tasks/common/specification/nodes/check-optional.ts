import type { PipelineComponent } from '../components/pipeline-component.ts'
import type { Cursor } from '../schema/index.ts'
import { takersOf } from './infer-optional.ts'

/** An optional input of a pipeline may be left out, so no node may need it. */
export function checkOptional(pipeline: PipelineComponent, at: Cursor): void {
  for (const [name, node] of Object.entries(pipeline.jobs)) {
    for (const [input, takers] of takersOf(node)) {
      if (pipeline.inputs?.[input]?.optional && !takers.every(taker => taker?.optional)) {
        at.at('inputs', input, 'optional').reject(
          `node ${name} cannot run without "${input}"; make it required here, or optional in the node's component.`,
        )
      }
    }
  }
}
