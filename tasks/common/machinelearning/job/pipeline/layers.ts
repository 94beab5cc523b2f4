import type { PipelineComponent } from '../../../specification/components/pipeline-component.ts'
import { choiceOf } from '../../../specification/nodes/node-component.ts'
import type { Scope } from '../../../specification/nodes/node-interface.ts'
import type { Node, Nodes } from '../../../specification/nodes/nodes.ts'

export interface PlacedNode {
  readonly node: Node
  /** The pipeline that the node is of. */
  readonly scope: Scope
}

/**
 * The nodes of a pipeline and of all pipelines within it, in the order in which their components are registered: first
 * those that hold no nodes, then the pipelines from the innermost out.
 */
export function nodesInOrder(pipeline: Scope & { readonly jobs: Nodes }): PlacedNode[] {
  const leaves: PlacedNode[] = []
  const pipelines: PlacedNode[][] = []
  let layer: readonly (Scope & { readonly jobs: Nodes })[] = [pipeline]
  while (layer.length > 0) {
    const placed = layer.flatMap(scope => Object.values(scope.jobs).map(node => ({ node, scope })))
    leaves.push(...placed.filter(({ node }) => !pipelineOf(node)))
    pipelines.unshift(placed.filter(({ node }) => pipelineOf(node)))
    layer = placed.flatMap(({ node }) => pipelineOf(node) ?? [])
  }
  return [...leaves, ...pipelines.flat()]
}

/** The pipeline that a node describes; undefined for other nodes and for registered ones. */
export function pipelineOf(node: Node): PipelineComponent | undefined {
  const choice = choiceOf(node)
  return choice && 'component' in choice && choice.component.type === 'pipeline'
    ? choice.component
    : undefined
}
