import type { Check } from './check-expectations.ts'
import { cellValue } from './csv-rows.ts'
import { equalWithin } from './equal-within.ts'
import { predictedValues } from './predicted-values.ts'

/** What a service must get right: predictions that are known, and the share of them that is enough. */
export interface KnownPredictions {
  /** What they are called, for a person: the column that holds them. */
  readonly column: string
  /** Cells of a table, as they stand. */
  readonly cells: readonly string[]
  /** Where the predictions stand in an answer; undefined: where they usually do. */
  readonly jsonPath: string | undefined
  /** How far a number may be off. */
  readonly tolerance: number
  /** 0..1 */
  readonly minAccuracy: number
}

export interface Accuracy {
  /** 0..1; undefined where the answer has no predictions to compare. */
  readonly share: number | undefined
  readonly check: Check
}

const MOST_ROWS = 10

/** How many of an answer's predictions are right. Tells the rows that are wrong, never what stands in them. */
export function accuracyOf(text: string, known: KnownPredictions): Accuracy {
  const title = `accuracy on ${known.column} at least ${known.minAccuracy}`
  const failed = (failure: string): Accuracy => ({ share: undefined, check: { title, failure } })
  const predicted = predictedValues(text, known.jsonPath)
  if ('why' in predicted) return failed(predicted.why)
  const { values } = predicted
  const { length } = known.cells
  if (values.length !== length)
    return failed(`the answer has ${values.length} prediction(s) for ${length} row(s)`)
  const wrong = known.cells.flatMap((cell, row) => (isRight(cell, values[row], known) ? [] : [row + 1]))
  const share = (length - wrong.length) / length
  const failure = share >= known.minAccuracy ? undefined : tooFew(share, wrong, length)
  return { share, check: { title, failure } }
}

/** A table's cell has no type of its own: what reads the same is the same, as the label `007`, or `True`. */
function isRight(cell: string, predicted: unknown, { tolerance }: KnownPredictions): boolean {
  const value = cellValue(cell)
  return equalWithin(predicted, value, tolerance) || [cell, String(value)].includes(String(predicted))
}

function tooFew(share: number, wrong: readonly number[], length: number): string {
  const more = wrong.length > MOST_ROWS ? ` and ${wrong.length - MOST_ROWS} more` : ''
  const rows = `${wrong.slice(0, MOST_ROWS).join(', ')}${more}`
  return `it is ${Number(share.toFixed(6))}: ${wrong.length} of ${length} rows are wrong (row ${rows})`
}
