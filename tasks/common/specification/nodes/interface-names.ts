import type { ComponentChoice } from '../components/component-choice.ts'
import type { ComponentInputs, ComponentOutputs } from '../components/interface.ts'
import type { Node } from './nodes.ts'

interface Described {
  readonly inputs?: ComponentInputs
  readonly outputs?: ComponentOutputs
}

/** The component of a node, if it has one of its own. */
export function choiceOf(node: Node): ComponentChoice<Described> | undefined {
  if (node.type === 'automl') return undefined
  if (node.type === 'sweep') return node.trial
  return 'component' in node ? node.component : undefined
}

/** What can be bound to of a node; undefined where only Azure knows it. */
export function interfaceNames(node: Node): Readonly<Record<'inputs' | 'outputs', string[] | undefined>> {
  const choice = choiceOf(node)
  if (choice && 'reference' in choice) return { inputs: undefined, outputs: undefined }
  const { inputs, outputs } = choice
    ? choice.component
    : { inputs: 'inputs' in node ? node.inputs : {}, outputs: node.outputs }
  return { inputs: Object.keys(inputs ?? {}), outputs: Object.keys(outputs ?? {}) }
}
