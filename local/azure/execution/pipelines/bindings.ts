/** What a node's input or output is bound to. */
export type Binding =
  | { kind: 'parentInput'; name: string }
  | { kind: 'parentOutput'; name: string }
  | { kind: 'nodeOutput'; node: string; name: string }
  | { kind: 'value'; value: string }

/** Reads `${{parent.inputs.x}}`, `${{parent.outputs.y}}` and `${{parent.jobs.n.outputs.o}}`; any other text is itself. */
export function readBinding(text: string): Binding {
  const inner = /^\$\{\{\s*(\S+?)\s*\}\}$/.exec(text.trim())?.[1]
  const [root, kind, first, outputs, second, ...rest] = inner?.split('.') ?? []
  if (root !== 'parent' || first === undefined || rest.length > 0) return { kind: 'value', value: text }
  if (kind === 'inputs' && outputs === undefined) return { kind: 'parentInput', name: first }
  if (kind === 'outputs' && outputs === undefined) return { kind: 'parentOutput', name: first }
  if (kind === 'jobs' && outputs === 'outputs' && second !== undefined) {
    return { kind: 'nodeOutput', node: first, name: second }
  }
  return { kind: 'value', value: text }
}

/** The nodes whose outputs a node reads. */
export function dependenciesOf(inputs: Record<string, string>): string[] {
  const bindings = Object.values(inputs).map(readBinding)
  return [...new Set(bindings.flatMap(binding => (binding.kind === 'nodeOutput' ? [binding.node] : [])))]
}

/** Names of nodes that wait for each other, or undefined when the graph can be executed. */
export function findCycle(nodes: Record<string, { inputs: Record<string, string> }>): string[] | undefined {
  let left = Object.keys(nodes)
  for (;;) {
    const ready = left.filter(name =>
      dependenciesOf(nodes[name]?.inputs ?? {}).every(needed => !left.includes(needed)),
    )
    if (ready.length === 0) return left.length > 0 ? left : undefined
    left = left.filter(name => !ready.includes(name))
  }
}
