import { byType, checked, mapOf, refusedKind, type Schema } from '../schema/index.ts'
import { automlNode, type AutomlNode } from './automl-node.ts'
import { commandNode, type CommandNode } from './command-node.ts'
import { kindOf } from './kind-of.ts'
import { parallelNode, type ParallelNode } from './parallel-node.ts'
import { pipelineNode, type PipelineNode } from './pipeline-node.ts'
import { sparkNode, type SparkNode } from './spark-node.ts'
import { sweepNode, type SweepNode } from './sweep-node.ts'

export type Node = CommandNode | SweepNode | ParallelNode | PipelineNode | SparkNode | AutomlNode
export type Nodes = Readonly<Record<string, Node>>

const PREVIEW = 'is in private preview: the official client refuses it too.'
const MOVES_DATA = 'needs Azure Data Factory; move data before the job, or in a command node.'

const ofSomeKind: Schema<Node> = byType(
  'type',
  {
    command: commandNode,
    sweep: sweepNode,
    parallel: parallelNode,
    pipeline: pipelineNode,
    spark: sparkNode,
    automl: automlNode,
    import: refusedKind('an import node', PREVIEW),
    data_transfer: refusedKind('a data transfer node', MOVES_DATA),
    if_else: refusedKind('a condition', PREVIEW),
    do_while: refusedKind('a loop', PREVIEW),
    parallel_for: refusedKind('a parallel loop', PREVIEW),
  },
  { otherwise: kindOf },
)

const RUNS = ['type', 'command', 'component', 'trial', 'entry', 'task']

/** One that says not what it runs is most often a misspelled name in an override. */
const node: Schema<Node> = {
  ...ofSomeKind,
  read(at) {
    if (!at.isMapping || RUNS.some(key => at.has(key))) return ofSomeKind.read(at)
    at.reject('says not what it runs; give it a command or a component, or correct the name of the node.')
    return undefined
  },
}

/** The nodes of a pipeline by their names. */
export const nodes: Schema<Nodes> = checked(mapOf(node, nodeName), (value, at) => {
  if (Object.keys(value).length === 0) at.reject('a pipeline needs at least one node.')
})

function nodeName(name: string): string | undefined {
  if (/^[a-z_][a-z0-9_]*$/.test(name)) return undefined
  return 'a node is called in lower-case letters, digits and underscores, and not with a digit first.'
}
