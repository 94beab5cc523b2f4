import type { ComponentInput, ComponentInputs } from '../components/interface.ts'
import type { PipelineComponent } from '../components/pipeline-component.ts'
import { bindingPath, bindingTarget } from './bindings.ts'
import { choiceOf } from './node-component.ts'
import type { Node } from './nodes.ts'

/**
 * The inputs of a pipeline component: one that only optional inputs of its nodes take is optional itself, as the official
 * client has it. Of several nodes the last one decides, which is that client's, too.
 */
export function effectiveInputs(pipeline: PipelineComponent): ComponentInputs {
  const inputs: Record<string, ComponentInput> = { ...pipeline.inputs }
  for (const node of Object.values(pipeline.jobs)) {
    for (const [name, takers] of takersOf(node)) {
      const declared = pipeline.inputs?.[name]
      if (!declared || declared.optional !== undefined) continue
      inputs[name] = takers.every(taker => taker?.optional) ? { ...declared, optional: true } : declared
    }
  }
  return inputs
}

/** By input of the pipeline: the declarations of the node's inputs that are bound to it. */
export function takersOf(node: Node): Map<string, (ComponentInput | undefined)[]> {
  const choice = choiceOf(node)
  const takers = new Map<string, (ComponentInput | undefined)[]>()
  if (node.type === 'automl' || (choice && 'reference' in choice)) return takers
  const declared = choice && 'component' in choice ? declarationsOf(choice.component) : {}
  for (const [name, input] of Object.entries(node.inputs ?? {})) {
    const target = bindingTarget(bindingPath('path' in input ? input.path : input.text) ?? '')
    if (target?.kind === 'inputs')
      takers.set(target.name, [...(takers.get(target.name) ?? []), declared[name]])
  }
  return takers
}

const declarationsOf = (
  component: { readonly inputs?: ComponentInputs } | PipelineComponent,
): ComponentInputs => ('jobs' in component ? effectiveInputs(component) : component.inputs) ?? {}
