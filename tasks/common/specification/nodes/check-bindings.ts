import { suggestion, type Cursor } from '../schema/index.ts'
import { bindingTarget } from './bindings.ts'
import { checkCycles } from './check-cycles.ts'
import { outputNames } from './node-component.ts'
import type { Nodes } from './nodes.ts'

interface Pipeline {
  readonly inputs?: object
  readonly outputs?: object
  readonly jobs?: Nodes
}

const BINDING = /\$\{\{\s*(parent\.\S*?)\s*\}\}/g

/** Every `${{parent...}}` within a pipeline's nodes must name something that is there, and no node wait for itself. */
export function checkBindings(pipeline: Pipeline, at: Cursor): void {
  for (const name of Object.keys(pipeline.jobs ?? {})) checkWithin(at.at('jobs', name), pipeline, name)
  checkCycles(pipeline, at)
}

function checkWithin(at: Cursor, pipeline: Pipeline, node: string): void {
  for (const key of at.keys()) checkWithin(at.at(key), pipeline, node)
  for (let index = 0; at.isList && !at.at(index).isBlank; index++) checkWithin(at.at(index), pipeline, node)
  for (const [whole, path = ''] of (at.text ?? '').matchAll(BINDING)) {
    const why = problemOf(path, pipeline, node)
    if (why !== undefined) at.reject(`${whole} ${why}`)
  }
}

function problemOf(path: string, { jobs = {}, ...pipeline }: Pipeline, within: string): string | undefined {
  const target = bindingTarget(path)
  if (!target)
    return 'is no binding; write parent.inputs.NAME, parent.outputs.NAME or parent.jobs.NODE.outputs.NAME.'
  if (target.kind !== 'jobs')
    return missing(target.name, Object.keys(pipeline[target.kind] ?? {}), `${target.kind} of the pipeline`)
  if (target.node === within) return 'binds a node to itself.'
  const node = jobs[target.node]
  if (!node) return missing(target.node, Object.keys(jobs), 'nodes of the pipeline')
  const names = outputNames(node)
  return names && missing(target.name, names, `outputs of ${target.node}`)
}

const missing = (name: string, known: readonly string[], where: string): string | undefined =>
  known.includes(name)
    ? undefined
    : `names nothing: "${name}" is not among the ${where}; ${suggestion(name, known)}`
