import { checkGroupedName, jobInput, type DataInput } from '../job/inputs.ts'
import { checked, mapOf, type Literal } from '../schema/index.ts'

/** A literal (it may hold or be a binding), or data (its path may be a binding). */
export type NodeInput = Literal | DataInput
export type NodeInputs = Readonly<Record<string, NodeInput>>

const nodeInput = checked(jobInput, (input, at) => {
  const value = 'path' in input ? input.path : input.text
  const [, target] = /^\$\{\{\s*((inputs|jobs)\..*?)\s*\}\}$/.exec(value) ?? []
  if (target !== undefined) at.reject(`write \${{parent.${target}}}: bindings begin with the pipeline.`)
})

export const nodeInputs = mapOf(nodeInput, checkGroupedName)
