import type { Log } from '../../common/host/host.ts'
import { inMilliseconds, readableLatency } from '../../common/scoring/latency.ts'
import { predictionTable, type PredictionTable } from '../../common/scoring/predictions.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import { textTable } from '../../common/text/text-table.ts'
import type { Results } from './results.ts'

const MOST_ROWS = 20
const LONGEST_TEXT = 2000

/** The predictions of an answer: a table where it is one, else the text itself, cut. */
export function printAnswer(answer: ScoringAnswer, log: Log): void {
  const by = answer.headers['azureml-model-deployment']
  const took = inMilliseconds(answer.milliseconds)
  log.info(`HTTP ${answer.status} in ${took}${by ? ` by deployment ${by}` : ''}`)
  const table = predictionTable(answer.text)
  if (table) printTable(table, log)
  else log.info(shortened(answer.text.trim()))
}

function printTable({ head, rows, notes }: PredictionTable, log: Log): void {
  log.section('Predictions')
  for (const line of textTable(head, rows.slice(0, MOST_ROWS))) log.info(line)
  if (rows.length > MOST_ROWS) log.info(`... and ${rows.length - MOST_ROWS} more rows`)
  for (const note of notes) log.info(note)
}

export function printResult({ cases, requests, failed, latency }: Results, log: Log): void {
  log.section('Expectations')
  for (const { name, failure } of cases)
    log.info(failure === undefined ? `  ok    ${name}` : `  FAIL  ${name}: ${failure}`)
  if (requests > 1) log.info(`${requests} requests, ${failed} failed; ${readableLatency(latency)}`)
}

const shortened = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}... (${text.length} characters)` : text
