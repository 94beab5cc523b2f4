import type { Log } from '../../common/host/host.ts'
import { isSuccess } from '../../common/scoring/check-expectations.ts'
import { histogram } from '../../common/scoring/histogram.ts'
import { inMilliseconds, readableLatency } from '../../common/scoring/latency.ts'
import { predictionTable, type PredictionTable } from '../../common/scoring/predictions.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import { textTable } from '../../common/text/text-table.ts'
import { inPercent } from './in-percent.ts'
import { perSecond, statusLines } from './load-report.ts'
import type { Results } from './results.ts'

const MOST_ROWS = 20
const LONGEST_TEXT = 2000

/** The predictions of an answer: a table where it is one, else the text itself, cut. `shown` is what may be shown of it. */
export function printAnswer(answer: ScoringAnswer, shown: string, log: Log): void {
  const by = answer.headers['azureml-model-deployment']
  const took = inMilliseconds(answer.milliseconds)
  log.info(`HTTP ${answer.status} in ${took}${by ? ` by deployment ${by}` : ''}`)
  const table = isSuccess(answer.status) ? predictionTable(shown) : undefined
  if (table) printTable(table, log)
  else log.info(shortened(shown.trim()))
  if (shown !== answer.text)
    log.info('What the answer repeats of the request is left out or reads ***: printPayload shows it.')
}

/** The request and the answer themselves, for whoever asked to see them. */
export function printPayload(body: string, answer: ScoringAnswer, log: Log): void {
  log.section('Request')
  log.info(shortened(body.trim()))
  log.section('Answer')
  log.info(shortened(answer.text.trim()))
}

function printTable({ head, rows, notes }: PredictionTable, log: Log): void {
  log.section('Predictions')
  for (const line of textTable(head, rows.slice(0, MOST_ROWS))) log.info(line)
  if (rows.length > MOST_ROWS) log.info(`... and ${rows.length - MOST_ROWS} more rows`)
  for (const note of notes) log.info(note)
}

export function printResult(results: Results, log: Log): void {
  if (results.requests > 1) printLoad(results, log)
  log.section('Expectations')
  for (const { name, failure, note } of results.cases)
    if (failure !== undefined) log.info(`  FAIL  ${name}: ${failure}`)
    else log.info(`  ok    ${name}${note === undefined ? '' : `, within the error budget: ${note}`}`)
  if (results.accuracy !== undefined) log.info(`Accuracy: ${inPercent(results.accuracy)}`)
}

function printLoad(results: Results, log: Log): void {
  const { requests, concurrency, failed, errorRate, requestsPerSecond, latency, milliseconds } = results
  log.section('Load')
  log.info(`${requests} requests, ${concurrency} at a time: ${perSecond(requestsPerSecond)}`)
  log.info(`${failed} failed: an error rate of ${inPercent(errorRate)}`)
  log.info(readableLatency(latency))
  for (const line of [...statusLines(results), ...histogram(milliseconds)]) log.info(line)
}

const shortened = (text: string): string =>
  text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}... (${text.length} characters)` : text
