import type { ComponentChoice, ComponentOrigin } from '../../../specification/components/component-choice.ts'
import type { PipelineComponent } from '../../../specification/components/pipeline-component.ts'
import { effectiveInputs } from '../../../specification/nodes/infer-optional.ts'
import { commandOf, parallelOf, sparkOf } from '../../../specification/nodes/inline-component.ts'
import { choiceOf, type Component } from '../../../specification/nodes/node-component.ts'
import type { Scope } from '../../../specification/nodes/node-interface.ts'
import type { Node, Nodes } from '../../../specification/nodes/nodes.ts'
import { commonPart, componentSpec } from '../../component/component-spec.ts'
import { withoutEmpty } from '../../component/without-empty.ts'
import type { JsonMapping } from '../../../specification/schema/index.ts'
import type { ComponentSpec } from '../../component/register-component.ts'
import type { Resolver } from '../resolver.ts'
import { nodesInOrder } from './layers.ts'
import { nodeBodies } from './node-bodies.ts'
import type { RegisteredNode, RegisteredNodes } from './registered-node.ts'

/** Registers the components of all nodes, and of the pipelines within, the innermost first. */
export async function registerNodes(
  pipeline: Scope & { readonly jobs: Nodes },
  resolver: Resolver,
): Promise<RegisteredNodes> {
  const registered = new Map<Node, RegisteredNode>()
  for (const { node, scope } of nodesInOrder(pipeline)) {
    const choice = choiceOf(node) ?? inlineOf(node, scope)
    if (choice) registered.set(node, await registerChoice(choice, registered, resolver))
  }
  return registered
}

/** The component that a node, or a pipeline job, names or describes. */
export async function registerChoice(
  choice: ComponentChoice<Component>,
  nodes: RegisteredNodes,
  resolver: Resolver,
): Promise<RegisteredNode> {
  if ('reference' in choice) return registeredNode(choice.reference, resolver)
  const { component, origin } = choice
  const spec =
    component.type === 'pipeline'
      ? await pipelineSpec(component, origin, nodes, resolver)
      : await componentSpec(component, origin, resolver)
  return { componentId: await resolver.component(spec), component, source: origin }
}

async function registeredNode(reference: string, resolver: Resolver): Promise<RegisteredNode> {
  const source = reference.startsWith('azureml://') ? 'REMOTE.REGISTRY' : 'REMOTE.WORKSPACE.COMPONENT'
  const [, name] = /^azureml:([^:@/]+)@default$/.exec(reference) ?? []
  const componentId =
    name === undefined
      ? await resolver.asset('components', reference)
      : `${resolver.workspace.id}/components/${name}/labels/default`
  return { componentId, component: undefined, source }
}

function inlineOf(node: Node, scope: Scope): ComponentChoice<Component> | undefined {
  const origin = 'YAML.JOB'
  if (node.type === 'command' && 'command' in node) return { component: commandOf(node, scope), origin }
  if (node.type === 'parallel' && !('component' in node))
    return { component: parallelOf(node, scope), origin }
  if (node.type === 'spark' && 'entry' in node) return { component: sparkOf(node, scope), origin }
  return undefined
}

async function pipelineSpec(
  component: PipelineComponent,
  origin: ComponentOrigin,
  nodes: RegisteredNodes,
  resolver: Resolver,
): Promise<ComponentSpec> {
  const jobs = await nodeBodies(component.jobs, nodes, resolver)
  const spec = withoutEmpty({ ...commonPart(component), inputs: effectiveInputs(component), _source: origin })
  return { ...spec, jobs: jobs as JsonMapping, sourceJobId: null }
}
