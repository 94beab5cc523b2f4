import type { Job, Located, Pipeline, Stage } from '../model.ts'
import { PipelineError } from '../position.ts'

interface Node {
  name: string
  dependsOn: readonly Located[]
}

/** Refuses a `dependsOn` that names nothing, and circles. */
export function checkDependencies({ stages }: Pipeline): void {
  inOrder<Stage>(stages, 'stage')
  for (const stage of stages) inOrder<Job>(stage.jobs, 'job')
}

/** The nodes so that each comes after what it depends on; otherwise the order of the file is kept. */
export function inOrder<T extends Node>(nodes: readonly T[], what: 'stage' | 'job'): T[] {
  const ordered: T[] = []
  const visit = (node: T, path: readonly T[]): void => {
    if (ordered.includes(node)) return
    for (const dependency of node.dependsOn) {
      const target = find(nodes, dependency, what)
      if (target === node || path.includes(target)) {
        throw new PipelineError(
          dependency.at,
          `The ${what} "${node.name}" depends on itself.`,
          'Break the circle.',
        )
      }
      visit(target, [...path, node])
    }
    ordered.push(node)
  }
  for (const node of nodes) visit(node, [])
  return ordered
}

function find<T extends Node>(nodes: readonly T[], { text, at }: Located, what: string): T {
  const target = nodes.find(node => node.name.toLowerCase() === text.toLowerCase())
  if (target) return target
  const known = nodes.map(node => node.name).join(', ')
  throw new PipelineError(at, `There is no ${what} "${text}" to depend on.`, `Known: ${known}.`)
}
