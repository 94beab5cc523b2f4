import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { messageOf, TaskError } from '../errors.ts'
import { cellJson, cellValue, readCsvRows, type CsvRow } from './csv-rows.ts'

/** A scoring request, and what is known beforehand of its answer. */
export interface ScoringBody {
  /** JSON text. */
  readonly body: string
  /** The right prediction for each row; undefined where no column tells. */
  readonly expected: readonly unknown[] | undefined
}

/**
 * The body of a scoring request as JSON text: a JSON file as it is; of a CSV file with a heading each row as an object
 * in `{"data": [...]}`, with numbers as numbers and missing values as null.
 */
export const readRequestBody = (file: string): string => readScoringBody(file, undefined).body

/** The same, without the column that holds the right predictions: it stays here. */
export function readScoringBody(file: string, expectedColumn: string | undefined): ScoringBody {
  const name = path.basename(file)
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  if (!isCsv(file)) return { body: checkedJson(name, text), expected: undefined }
  const rows = readCsvRows(name, text)
  const expected = expectedColumn === undefined ? undefined : expectedOf(name, rows, expectedColumn)
  return { body: `{"data":[${rows.map(row => rowJson(row, expectedColumn)).join(',')}]}`, expected }
}

export const isCsv = (file: string): boolean => path.extname(file).toLowerCase() === '.csv'

function rowJson(row: CsvRow, left: string | undefined): string {
  const cells = [...row].filter(([column]) => column !== left)
  return `{${cells.map(([column, cell]) => `${JSON.stringify(column)}:${cellJson(cell)}`).join(',')}}`
}

function expectedOf(name: string, rows: readonly CsvRow[], column: string): unknown[] {
  const columns = [...(rows[0]?.keys() ?? [])]
  if (!columns.includes(column))
    throw new TaskError(`The request file ${name} has no column ${column}.`, {
      remedy: `Name one of its columns in expectedColumn: ${columns.join(', ')}.`,
    })
  return rows.map((row, index) => {
    const value = cellValue(row.get(column) ?? '')
    if (value !== null) return value
    throw new TaskError(`Row ${index + 1} of the request file ${name} has no value in column ${column}.`, {
      remedy: 'Give each row its right prediction, or take the row out.',
    })
  })
}

function checkedJson(name: string, text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    throw new TaskError(`The request file ${name} is not JSON${placeOf(error, text)}.`, {
      remedy: 'Correct the file. A table with a heading is read as CSV when its name ends in .csv.',
    })
  }
}

/** Only where: the parser's own words quote the request, which is nobody's business in a log. */
function placeOf(error: unknown, text: string): string {
  const position = /position (\d+)/.exec(messageOf(error))?.[1]
  return position === undefined ? '' : ` (line ${text.slice(0, Number(position)).split('\n').length})`
}
