import type { ExpressionFunction } from '../pipeline/expression/functions.ts'
import type { ExpressionScope } from '../pipeline/expression/evaluate.ts'
import { toText } from '../pipeline/expression/convert.ts'
import { Dictionary, type Value } from '../pipeline/value.ts'
import type { TaskResult } from '../job/result.ts'

/** What `succeeded()` and its like look at: the results so far, by name; no name means all of them. */
export interface Status {
  canceled: boolean
  /** Undefined for a name that is not known. */
  result: (name: string) => TaskResult | undefined
  all: readonly TaskResult[]
}

const good = (result: TaskResult | undefined): boolean =>
  result === 'Succeeded' || result === 'SucceededWithIssues'

/** The functions about what ran before, keyed by lower-case name. */
export function statusFunctions(status: Status): Map<string, ExpressionFunction> {
  const results = (names: readonly Value[]): (TaskResult | undefined)[] =>
    names.length === 0 ? [...status.all] : names.map(name => status.result(toText(name)))
  const define = (call: (names: readonly Value[]) => boolean): ExpressionFunction => ({
    arity: [0, 99],
    call,
  })
  const succeeded = (names: readonly Value[]): boolean => !status.canceled && results(names).every(good)
  const failed = (names: readonly Value[]): boolean =>
    !status.canceled && results(names).some(result => result === 'Failed')
  return new Map([
    ['always', define(() => true)],
    ['canceled', define(() => status.canceled)],
    ['succeeded', define(succeeded)],
    ['failed', define(failed)],
    ['succeededorfailed', define(() => !status.canceled && !status.all.includes('Canceled'))],
  ])
}

/** Contexts by name, found without regard to case. */
export function runtimeScope(
  contexts: Readonly<Record<string, Value>>,
  functions?: ReadonlyMap<string, ExpressionFunction>,
): ExpressionScope {
  const all = new Dictionary(Object.entries(contexts))
  const known = Object.keys(contexts)
  const has = (name: string): boolean =>
    known.some(candidate => candidate.toLowerCase() === name.toLowerCase())
  return { name: name => (has(name) ? all.get(name) : undefined), known, ...(functions && { functions }) }
}
