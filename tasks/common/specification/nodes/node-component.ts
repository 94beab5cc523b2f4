import type { CommandComponent } from '../components/command-component.ts'
import type { ComponentChoice } from '../components/component-choice.ts'
import type { ParallelComponent } from '../components/parallel-component.ts'
import type { PipelineComponent } from '../components/pipeline-component.ts'
import type { SparkComponent } from '../components/spark-component.ts'
import type { Node } from './nodes.ts'

export type Component = CommandComponent | ParallelComponent | SparkComponent | PipelineComponent

/** The component that a node names or describes; undefined where the node is one of its own, or needs none. */
export function choiceOf(node: Node): ComponentChoice<Component> | undefined {
  if (node.type === 'automl') return undefined
  if (node.type === 'sweep') return node.trial
  return 'component' in node ? node.component : undefined
}

/** The outputs that can be bound to; undefined where only Azure knows them. */
export function outputNames(node: Node): string[] | undefined {
  const choice = choiceOf(node)
  if (choice && 'reference' in choice) return undefined
  return Object.keys((choice ? choice.component.outputs : node.outputs) ?? {})
}
