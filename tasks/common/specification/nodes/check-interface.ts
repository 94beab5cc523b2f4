import { existsSync } from 'node:fs'
import type { ComponentChoice } from '../components/component-choice.ts'
import type { ComponentInput, ComponentInputs, ComponentOutputs } from '../components/interface.ts'
import { isParameter } from '../components/parameter-types.ts'
import { dataTypes, type DataType } from '../job/outputs.ts'
import { localPath, isRemote } from '../local-path.ts'
import { mapped, suggestion, type Cursor, type Literal, type Schema } from '../schema/index.ts'
import { holdsBinding } from './bindings.ts'
import { checkParameter } from './check-parameter.ts'
import type { NodeInput, NodeInputs } from './node-inputs.ts'

interface Interface {
  readonly inputs?: ComponentInputs
  readonly outputs?: ComponentOutputs
}
interface Node {
  readonly inputs?: NodeInputs
  readonly outputs?: Readonly<Record<string, unknown>>
}

/**
 * A node whose component is described here must give what it takes, and nothing else. `elsewhere` are the inputs that
 * the node gives in another way. Text for an input that is data is a path.
 */
export function checkInterface<N extends Node>(
  schema: Schema<N>,
  componentOf: (node: N) => ComponentChoice<Interface>,
  elsewhere: (node: N) => readonly string[] = () => [],
): Schema<N> {
  return mapped(schema, (node, at) => {
    const choice = componentOf(node)
    if (!('component' in choice)) return node
    const { inputs = {}, outputs = {} } = choice.component
    for (const name of elsewhere(node)) checkName(name, inputs, 'input', at.at('search_space').keyOf(name))
    for (const name of Object.keys(node.outputs ?? {}))
      checkName(name, outputs, 'output', at.at('outputs').keyOf(name))
    checkGiven(inputs, { ...node.inputs, ...named(elsewhere(node)) }, at.at('inputs'))
    return node.inputs ? { ...node, inputs: asDeclared(node.inputs, inputs, at.at('inputs')) } : node
  })
}

const named = (names: readonly string[]): Record<string, true> =>
  Object.fromEntries(names.map(name => [name, true as const]))

function checkName(name: string, declared: object, kind: string, at: Cursor): void {
  if (Object.hasOwn(declared, name)) return
  at.reject(`the component has no ${kind} "${name}"; ${suggestion(name, Object.keys(declared))}`)
}

function checkGiven(declared: ComponentInputs, given: object, at: Cursor): void {
  for (const [name, input] of Object.entries(declared)) {
    if (Object.hasOwn(given, name) || input.optional || input.default !== undefined) continue
    at.reject(`"${name}" (${input.type}) is required by the component; give it a value.`)
  }
}

function asDeclared(inputs: NodeInputs, declared: ComponentInputs, at: Cursor): NodeInputs {
  const entries = Object.entries(inputs).map(([name, input]) => {
    checkName(name, declared, 'input', at.keyOf(name))
    return [name, declare(input, declared[name], at.at(name))] as const
  })
  return Object.fromEntries(entries)
}

function declare(input: NodeInput, declared: ComponentInput | undefined, at: Cursor): NodeInput {
  if (!declared || 'path' in input || holdsBinding(input.text)) return input
  if (isParameter(declared.type)) checkParameter(input, declared, at)
  else return pathOf(input, declared.type, at) ?? input
  return input
}

/** A scalar where the component takes data: a path or a reference, of the type that the component names. */
function pathOf({ text, type }: Literal, declared: string, at: Cursor): NodeInput | undefined {
  const path = localPath(text, at.file.folder)
  if (type !== 'string') at.reject(`the component takes data (${declared}) here, not ${at.found}.`)
  else if (!isDataType(declared))
    at.reject(`write a mapping with a type and a path: the component takes any data here.`)
  else if (!isRemote(path) && !existsSync(path)) at.reject(`there is no ${path}.`)
  else return { type: declared, path }
  return undefined
}

const isDataType = (type: string): type is DataType => (dataTypes as readonly string[]).includes(type)
