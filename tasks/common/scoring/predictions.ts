import { isObject } from '../is-object.ts'
import { readAnswer } from './answer-json.ts'

export interface PredictionTable {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** What holds for all rows, as `threshold = 0.15`. */
  readonly notes: readonly string[]
}

const DECIMALS = 6
const LONGEST_CELL = 80

/**
 * The predictions in an answer as a table, a row for each: from a list of values or objects, or from an object whose
 * lists are columns of one length. Undefined where the answer is no such thing.
 */
export function predictionTable(text: string): PredictionTable | undefined {
  const answer = readAnswer(text)
  if (Array.isArray(answer)) return fromList(answer)
  return isObject(answer) ? fromColumns(answer) : undefined
}

function fromList(values: readonly unknown[]): PredictionTable | undefined {
  if (values.length === 0) return undefined
  const names = [...new Set(values.flatMap(value => (isObject(value) ? Object.keys(value) : [])))]
  if (names.length === 0 || !values.every(isObject))
    return numbered(
      ['prediction'],
      values.map(value => [shown(value)]),
    )
  return numbered(
    names,
    values.map(value => names.map(name => shown(value[name]))),
  )
}

function fromColumns(answer: Record<string, unknown>): PredictionTable | undefined {
  const entries = Object.entries(answer)
  const columns = entries.filter((entry): entry is [string, unknown[]] => Array.isArray(entry[1]))
  const [length] = columns.map(([, values]) => values.length)
  if (!length || columns.some(([, values]) => values.length !== length)) return undefined
  const rows = Array.from({ length }, (_, row) => columns.map(([, values]) => shown(values[row])))
  const rest = entries.filter(([, value]) => !Array.isArray(value))
  return {
    ...numbered(
      columns.map(([name]) => name),
      rows,
    ),
    notes: rest.map(([name, value]) => `${name} = ${shown(value)}`),
  }
}

const numbered = (head: readonly string[], rows: readonly (readonly string[])[]): PredictionTable => ({
  head: ['row', ...head],
  rows: rows.map((row, index) => [String(index + 1), ...row]),
  notes: [],
})

function shown(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toFixed(DECIMALS)))
  if (value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL)}...` : text
}
