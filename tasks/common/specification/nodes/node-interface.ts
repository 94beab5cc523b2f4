import type {
  ComponentInput,
  ComponentInputs,
  ComponentOutput,
  ComponentOutputs,
} from '../components/interface.ts'
import { isParameter } from '../components/parameter-types.ts'
import type { JobInput } from '../job/inputs.ts'
import type { JobOutput } from '../job/outputs.ts'
import { bindingPath, bindingTarget } from './bindings.ts'
import { choiceOf } from './node-component.ts'
import type { NodeInput, NodeInputs } from './node-inputs.ts'
import type { NodeOutput, NodeOutputs } from './node-outputs.ts'
import type { Node, Nodes } from './nodes.ts'

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

/**
 * The interface of the component that a node with a command of its own becomes: what the file says of a value, else
 * what the value is bound to.
 */
export const inputsOf = (inputs: NodeInputs = {}, scope: Scope): ComponentInputs =>
  mapValues(inputs, input => declaredInput(input, scope))

export const outputsOf = (outputs: NodeOutputs = {}, scope: Scope): ComponentOutputs =>
  mapValues(outputs, output => declaredOutput(output, scope))

function declaredInput(input: NodeInput, scope: Scope): ComponentInput {
  if ('path' in input) return typed(input)
  const path = bindingPath(input.text)
  return path?.startsWith('parent.') ? sourceOf(path, scope) : { type: input.type, default: input.text }
}

function declaredOutput(output: NodeOutput, scope: Scope): ComponentOutput {
  return typeof output === 'string' ? sourceOf(bindingPath(output) ?? '', scope) : typed(output)
}

/** The type of what a binding names. What Azure alone knows is taken for a folder, as the official client does. */
function sourceOf(path: string, scope: Scope): Typed {
  const target = bindingTarget(path)
  if (target?.kind === 'inputs') return typed(scope.inputs?.[target.name])
  if (target?.kind === 'outputs') return typed(scope.outputs?.[target.name])
  const node = target?.kind === 'jobs' ? scope.jobs?.[target.node] : undefined
  return { type: node && target ? outputType(node, target.name, scope) : FOLDER }
}

function outputType(node: Node, name: string, scope: Scope): string {
  if (node.type === 'automl') return 'mltable'
  const choice = choiceOf(node)
  if (choice && 'component' in choice) return choice.component.outputs?.[name]?.type ?? FOLDER
  return declaredOutput(node.outputs?.[name] ?? null, scope).type
}

const FOLDER = 'uri_folder'

function typed(from: { readonly type?: string; readonly mode?: string } | null | undefined): Typed {
  const type = from?.type ?? FOLDER
  const mode = isParameter(type) ? undefined : from?.mode
  return mode === undefined ? { type } : { type, mode }
}

const mapValues = <T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]))
