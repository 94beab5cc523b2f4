import { PythonFloat } from '../../schema/collections.ts'
import type { Cursor } from '../../schema/cursor.ts'
import type { SearchSpaceEntry } from './search-space.ts'

interface Sweep {
  readonly search_space?: Readonly<Record<string, SearchSpaceEntry>>
}

/** What the service would refuse of a search space, after the code was sent. */
export function checkSpace({ search_space: space = {} }: Sweep, at: Cursor): void {
  for (const [parameter, entry] of Object.entries(space)) {
    const problem = problemOf(entry)
    if (problem) at.at('search_space', parameter).reject(problem)
  }
}

function problemOf(entry: SearchSpaceEntry): string | undefined {
  if (entry.type === 'choice')
    return entry.values === undefined || entry.values.length === 0 ? 'a choice needs values.' : undefined
  if (!('min_value' in entry) || amountOf(entry.min_value) <= amountOf(entry.max_value)) return undefined
  return 'min_value is above max_value.'
}

const amountOf = (amount: number | PythonFloat): number =>
  amount instanceof PythonFloat ? amount.value : amount
