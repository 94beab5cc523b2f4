import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { messageOf, TaskError } from '../errors.ts'
import { cellJson, cellValue, readCsvRows, type CsvRow } from './csv-rows.ts'

/** A scoring request, and what is known beforehand of its answer. */
export interface ScoringBody {
  /** JSON text. */
  readonly body: string
  /** The right prediction for each row, as its cell stands; undefined where no column tells. */
  readonly expected: readonly string[] | undefined
}

/**
 * How the rows of a table are sent: `data`, each an object, as our own scoring scripts read them; `input_data`, columns
 * and rows apart, as Azure's server of MLflow models does.
 */
export const REQUEST_FORMATS = ['data', 'input_data'] as const
export type RequestFormat = (typeof REQUEST_FORMATS)[number]

/**
 * The body of a scoring request as JSON text: a JSON file as it is; of a CSV file with a heading each row as an object
 * in `{"data": [...]}`, with numbers as numbers and missing values as null.
 */
export const readRequestBody = (file: string): string => readScoringBody(file, undefined).body

/** The same, without the column that holds the right predictions: it stays here. */
export function readScoringBody(
  file: string,
  expectedColumn: string | undefined,
  format: RequestFormat = 'data',
): ScoringBody {
  const name = path.basename(file)
  const text = readText(file).replace(/^\uFEFF/, '')
  if (!isCsv(file)) return { body: checkedJson(name, text), expected: undefined }
  const rows = readCsvRows(name, text)
  const expected = expectedColumn === undefined ? undefined : expectedOf(name, rows, expectedColumn)
  return { body: BODIES[format](rows.map(row => without(row, expectedColumn))), expected }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new TaskError(`The request file ${file} cannot be read.`, {
      remedy: 'Name a file, not a folder, which the account of the agent may read.',
      error,
    })
  }
}

const BODIES: Readonly<Record<RequestFormat, (rows: readonly CsvRow[]) => string>> = {
  data: rows => `{"data":[${rows.map(rowJson).join(',')}]}`,
  input_data: rows => {
    const columns = JSON.stringify([...(rows[0]?.keys() ?? [])])
    const index = JSON.stringify(rows.map((_, at) => at))
    const data = rows.map(row => `[${[...row.values()].map(cellJson).join(',')}]`).join(',')
    return `{"input_data":{"columns":${columns},"index":${index},"data":[${data}]}}`
  },
}

export const isCsv = (file: string): boolean => path.extname(file).toLowerCase() === '.csv'

const without = (row: CsvRow, left: string | undefined): CsvRow =>
  new Map([...row].filter(([column]) => column !== left))

function rowJson(row: CsvRow): string {
  return `{${[...row].map(([column, cell]) => `${JSON.stringify(column)}:${cellJson(cell)}`).join(',')}}`
}

function expectedOf(name: string, rows: readonly CsvRow[], column: string): string[] {
  const columns = [...(rows[0]?.keys() ?? [])]
  if (!columns.includes(column))
    throw new TaskError(`The request file ${name} has no column ${column}.`, {
      remedy: `Name one of its columns in expectedColumn: ${columns.join(', ')}.`,
    })
  return rows.map((row, index) => {
    const cell = row.get(column) ?? ''
    if (cellValue(cell) !== null) return cell
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
