import type { AutomlNode } from '../../../specification/nodes/automl-node.ts'
import type { Node, Nodes } from '../../../specification/nodes/nodes.ts'
import { withoutEmpty } from '../../component/without-empty.ts'
import type { JobBody } from '../body.ts'
import type { Resolver } from '../resolver.ts'
import { automlBody } from './automl-body.ts'
import { nodeCompute } from './node-compute.ts'
import { nodeInputBodies, nodeOutputBodies } from './node-io.ts'
import { commandPart, parallelPart, sparkPart } from './node-parts.ts'
import type { RegisteredNode, RegisteredNodes } from './registered-node.ts'
import { sweepPart } from './sweep-part.ts'

/** The nodes of a pipeline as its body holds them: keys in snake_case, but for componentId and computeId. */
export async function nodeBodies(
  nodes: Nodes,
  registered: RegisteredNodes,
  resolver: Resolver,
): Promise<JobBody> {
  const bodies: Record<string, JobBody> = {}
  for (const [name, node] of Object.entries(nodes)) {
    if (node.type === 'automl') bodies[name] = await automlBody(name, node, resolver)
    else bodies[name] = await nodeBody(name, node, registered.get(node) as RegisteredNode, resolver)
  }
  return bodies
}

type OwnNode = Exclude<Node, AutomlNode>

async function nodeBody(
  name: string,
  node: OwnNode,
  registered: RegisteredNode,
  resolver: Resolver,
): Promise<JobBody> {
  return withoutEmpty({
    ...(await ownPart(node, registered, resolver)),
    name,
    type: node.type,
    display_name: node.display_name,
    tags: node.tags,
    properties: node.properties,
    comment: node.comment,
    computeId: await nodeCompute(node.compute, resolver),
    inputs: await nodeInputBodies(node.inputs, resolver),
    outputs: nodeOutputBodies(node.outputs, registered.component?.outputs),
    _source: registered.source,
  })
}

async function ownPart(
  node: OwnNode,
  { componentId, component }: RegisteredNode,
  resolver: Resolver,
): Promise<JobBody> {
  switch (node.type) {
    case 'sweep':
      return sweepPart(node, componentId)
    case 'command':
      return { componentId, ...commandPart(node, component) }
    case 'parallel':
      return { componentId, ...(await parallelPart(node, component, resolver)) }
    case 'spark':
      return { componentId, ...sparkPart(node, component) }
    case 'pipeline':
      return { componentId }
  }
}
