import { parse } from 'csv-parse/sync'
import { messageOf, TaskError } from '../errors.ts'

/** What pandas, too, reads as no value. */
const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL'])
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/
const WHOLE = /^([-+]?)0*(\d+)$/
const TRUTH: ReadonlyMap<string, boolean> = new Map(
  ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'].map(word => [word, word.toLowerCase() === 'true']),
)

/** A row by its heading; cells as they stand, without blanks around them. */
export type CsvRow = ReadonlyMap<string, string>

/** The rows of a table with a heading; there is one at least. Errors tell where, and nothing of what stands there. */
export function readCsvRows(name: string, text: string): CsvRow[] {
  const [head = [], ...rows] = parsed(name, text)
  checkHead(name, head)
  if (rows.length === 0)
    throw new TaskError(`The request file ${name} has no rows below its heading.`, {
      remedy: 'Give it a heading and at least one row.',
    })
  return rows.map(row => new Map(head.map((column, index) => [column, row[index] ?? ''])))
}

function parsed(name: string, text: string): string[][] {
  try {
    return parse(text, { skip_empty_lines: true, trim: true })
  } catch (error) {
    throw new TaskError(`The request file ${name} is no CSV table: ${whereOf(messageOf(error))}.`, {
      remedy: 'Every row needs as many cells as the heading; cells with commas or quotes go in quotes.',
    })
  }
}

/** The parser's own words quote cells, which are nobody's business in a log. */
function whereOf(message: string): string {
  const line = /line (\d+)/.exec(message)?.[1]
  return `${message.split(':')[0]?.toLowerCase()}${line === undefined ? '' : ` at line ${line}`}`
}

function checkHead(name: string, head: readonly string[]): void {
  const remedy = 'Give each column a name of its own in the first row.'
  if (head.includes(''))
    throw new TaskError(`Column ${head.indexOf('') + 1} of the request file ${name} has no name.`, { remedy })
  const twice = head.find((column, index) => head.indexOf(column) !== index)
  if (twice !== undefined)
    throw new TaskError(`The request file ${name} has more than one column ${twice}.`, { remedy })
}

/** A cell as a value. A whole number too large for a double loses its last digits here: `cellJson` keeps them. */
export const cellValue = (cell: string): unknown => JSON.parse(cellJson(cell))

/** A cell as JSON: numbers as numbers digit for digit, `true` and `false` in pandas' three writings, missing as null. */
export function cellJson(cell: string): string {
  if (MISSING.has(cell)) return 'null'
  const truth = TRUTH.get(cell)
  if (truth !== undefined) return String(truth)
  const whole = WHOLE.exec(cell)
  if (whole) return `${whole[1] === '-' && whole[2] !== '0' ? '-' : ''}${whole[2]}`
  const number = NUMBER.test(cell) ? Number(cell) : Number.NaN
  return JSON.stringify(Number.isFinite(number) ? number : cell)
}
