import type { CommandComponent } from '../components/command-component.ts'
import type { ParallelComponent } from '../components/parallel-component.ts'
import type { SparkComponent } from '../components/spark-component.ts'
import type { Distribution } from '../job/distribution.ts'
import type { Resources } from '../job/resources.ts'
import { holdsBinding } from './bindings.ts'
import type { InlineCommandNode } from './command-node.ts'
import { inputsOf, outputsOf, type Scope } from './node-interface.ts'
import type { NodeOutputs } from './node-outputs.ts'
import type { InlineParallelNode } from './parallel-node.ts'
import type { InlineSparkNode } from './spark-node.ts'

/** The component that a node with a command of its own becomes. */
export function commandOf(node: InlineCommandNode, scope: Scope): CommandComponent {
  const { command, code, environment, description, tags, resources, distribution } = node
  return {
    type: 'command',
    is_deterministic: true,
    command,
    environment,
    inputs: inputsOf(node.inputs, scope),
    outputs: outputsOf(node.outputs, scope),
    ...given({ code, description, tags }),
    ...settled<{ resources: Resources; distribution: Distribution }>({ resources, distribution }),
  }
}

/** The same of a task that is run over parts of its data. */
export function parallelOf(node: InlineParallelNode, scope: Scope): ParallelComponent {
  const { task, input_data, retry_settings, partition_keys, mini_batch_size, logging_level, resources } = node
  const { max_concurrency_per_instance, error_threshold, mini_batch_error_threshold } = node
  const counts = { max_concurrency_per_instance, error_threshold, mini_batch_error_threshold }
  return {
    type: 'parallel',
    is_deterministic: true,
    task,
    inputs: inputsOf(node.inputs, scope),
    outputs: outputsOf(pathsAsBindings(node.outputs), scope),
    ...given({ input_data, retry_settings }),
    ...settled<Partial<ParallelComponent>>({
      partition_keys,
      mini_batch_size,
      logging_level,
      resources,
      ...counts,
    }),
  }
}

/** The same of an entry that runs on Spark. */
export function sparkOf(node: InlineSparkNode, scope: Scope): SparkComponent {
  const {
    code,
    entry,
    py_files,
    jars,
    files,
    archives,
    conf,
    args,
    environment,
    description,
    tags,
    properties,
  } = node
  return {
    type: 'spark',
    is_deterministic: true,
    entry,
    inputs: inputsOf(node.inputs, scope),
    outputs: outputsOf(node.outputs, scope),
    ...given({
      code,
      py_files,
      jars,
      files,
      archives,
      conf,
      args,
      environment,
      description,
      tags,
      properties,
    }),
  }
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

const given = <T extends object>(record: T): Given<T> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as Given<T>

/** What is bound to the pipeline has a value only on the node, not in its component. */
function settled<T extends object>(record: object): Partial<T> {
  const entries = Object.entries(record).filter(([, value]) => value !== undefined && !isBound(value))
  return Object.fromEntries(entries) as Partial<T>
}

const isBound = (value: unknown): boolean =>
  typeof value === 'object' && value !== null
    ? Object.values(value).some(isBound)
    : typeof value === 'string' && holdsBinding(value)

/** A parallel node's `{path: ${{parent.outputs.x}}}` is the same as the binding alone. */
function pathsAsBindings(outputs: NodeOutputs = {}): NodeOutputs {
  const entries = Object.entries(outputs).map(([name, output]) => {
    if (typeof output !== 'object' || output?.path === undefined) return [name, output] as const
    return [name, Object.keys(output).length === 1 && isBound(output.path) ? output.path : output] as const
  })
  return Object.fromEntries(entries)
}
