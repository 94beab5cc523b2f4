import type { Cursor } from '../schema/index.ts'
import { bindingTarget } from './bindings.ts'
import type { Node, Nodes } from './nodes.ts'

const BINDING = /\$\{\{\s*(parent\.jobs\.\S*?)\s*\}\}/g

/** Nodes that wait for each other would never begin. One that is bound to itself is told of as a wrong binding. */
export function checkCycles({ jobs = {} }: { readonly jobs?: Nodes }, at: Cursor): void {
  const needs = new Map(
    Object.entries(jobs).map(([name, node]) => [name, neededBy(node).filter(needed => needed !== name)]),
  )
  const settled = new Set<string>()
  for (const name of needs.keys()) {
    const cycle = cycleFrom(name, needs, settled, [])
    if (cycle) return at.at('jobs', name).reject(`waits for itself: ${cycle.join(' -> ')}.`)
  }
}

function neededBy(node: Node): string[] {
  const text = JSON.stringify(node.type === 'automl' ? node.settings : (node.inputs ?? {}))
  return [...text.matchAll(BINDING)].flatMap(([, path = '']) => {
    const target = bindingTarget(path)
    return target?.kind === 'jobs' ? [target.node] : []
  })
}

function cycleFrom(
  name: string,
  needs: ReadonlyMap<string, readonly string[]>,
  settled: Set<string>,
  above: readonly string[],
): readonly string[] | undefined {
  if (above.includes(name)) return [...above.slice(above.indexOf(name)), name]
  if (settled.has(name)) return undefined
  for (const needed of needs.get(name) ?? []) {
    const cycle = cycleFrom(needed, needs, settled, [...above, name])
    if (cycle) return cycle
  }
  settled.add(name)
  return undefined
}
