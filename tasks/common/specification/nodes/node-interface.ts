import type { ComponentInput, ComponentInputs, ComponentOutput, ComponentOutputs } from '../components/interface.ts'
import { isData, type JobInput } from '../job/inputs.ts'
import type { JobOutput } from '../job/outputs.ts'
import { bindingPath, bindingTarget } from './bindings.ts'
import { choiceOf } from './interface-names.ts'
import type { NodeInput, NodeInputs, NodeOutput, NodeOutputs } from './node-inputs-outputs.ts'
import type { Nodes } from './nodes.ts'

/** What the nodes of a pipeline can bind to: of a job (values) or of a component (declarations). */
export interface Scope {
  readonly inputs?: Readonly<Record<string, JobInput | ComponentInput>>
  readonly outputs?: Readonly<Record<string, JobOutput | ComponentOutput | null>>
  readonly jobs?: Nodes
}

interface Typed {
  readonly type: string
  readonly mode?: string
}
const FOLDER: Typed = { type: 'uri_folder' }

/**
 * The interface of the component that a node with a command of its own becomes: what the file says of a value, or what
 * the value is bound to.
 */
export const inputsOf = (inputs: NodeInputs = {}, scope: Scope): ComponentInputs =>
  mapEntries(inputs, input => declaredInput(input, scope))

export const outputsOf = (outputs: NodeOutputs = {}, scope: Scope): ComponentOutputs =>
  mapEntries(outputs, output => declaredOutput(output, scope))

function declaredInput(input: NodeInput, scope: Scope): ComponentInput {
  if (isData(input)) return typed(input)
  const path = bindingPath(input.text)
  if (path?.startsWith('parent.')) return sourceOf(path, scope)
  return { type: input.type, default: input.text }
}

function declaredOutput(output: NodeOutput, scope: Scope): ComponentOutput {
  if (output === null) return FOLDER
  const path = output.path === undefined ? undefined : bindingPath(output.path)
  const alone = Object.keys(output).every(key => key === 'path')
  return alone && path !== undefined && output.bound ? sourceOf(path, scope) : typed({ type: 'uri_folder', ...output })
}
