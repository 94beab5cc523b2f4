import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { parse } from 'csv-parse/sync'
import { messageOf, TaskError } from '../errors.ts'

/** What pandas, too, reads as no value. */
const MISSING = new Set(['', 'NA', 'N/A', 'NaN', 'nan', 'null', 'NULL'])
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/

/**
 * The body of a scoring request as JSON text: a JSON file as it is; of a CSV file with a heading each row as an object
 * in `{"data": [...]}`, with numbers as numbers and missing values as null.
 */
export function readRequestBody(file: string): string {
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '')
  return path.extname(file).toLowerCase() === '.csv' ? fromCsv(file, text) : checkedJson(file, text)
}

function checkedJson(file: string, text: string): string {
  try {
    JSON.parse(text)
    return text
  } catch (error) {
    throw new TaskError(`The request file ${path.basename(file)} is not JSON${placeOf(error, text)}.`, {
      remedy: 'Correct the file. A table with a heading is read as CSV when its name ends in .csv.',
    })
  }
}

/** Only where: the parser's own words quote the request, which is nobody's business in a log. */
function placeOf(error: unknown, text: string): string {
  const position = /position (\d+)/.exec(messageOf(error))?.[1]
  return position === undefined ? '' : ` (line ${text.slice(0, Number(position)).split('\n').length})`
}

function fromCsv(file: string, text: string): string {
  const rows = parseRows(file, text)
  if (rows.length === 0)
    throw new TaskError(`The request file ${path.basename(file)} has no rows below its heading.`, {
      remedy: 'Give it a heading and at least one row.',
    })
  const data = rows.map(row =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, valueOf(cell)])),
  )
  return JSON.stringify({ data })
}

function parseRows(file: string, text: string): Record<string, string>[] {
  try {
    return parse(text, { columns: true, skip_empty_lines: true, trim: true })
  } catch (error) {
    throw new TaskError(`The request file ${path.basename(file)} is no CSV table: ${messageOf(error)}`, {
      remedy: 'Every row needs as many cells as the heading; cells with commas or quotes go in quotes.',
    })
  }
}

function valueOf(cell: string): string | number | null {
  if (MISSING.has(cell)) return null
  return NUMBER.test(cell) ? Number(cell) : cell
}
