import { inMilliseconds } from '../../common/scoring/latency.ts'
import { predictionTable } from '../../common/scoring/predictions.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import { cell, table } from '../../common/summary/markdown.ts'
import type { Service } from './find-service.ts'
import type { Results } from './results.ts'

const MOST_ROWS = 20

/** The run's page: what was asked where, the predictions, what held and how long it took. */
export function scoreSummary({ name, scoringUri }: Service, first: ScoringAnswer, results: Results): string {
  const by = first.headers['azureml-model-deployment']
  const { requests, failed, latency, cases } = results
  return [
    `## Scoring with ${cell(name)}: ${results.problems.length === 0 ? 'as expected' : 'not as expected'}`,
    `Address \`${scoringUri.replaceAll('`', '')}\`${by ? `, answered by deployment ${cell(by)}` : ''}`,
    ...predictions(first),
    table(
      ['Requests', 'Failed', 'p50', 'p95', 'p99'],
      [[String(requests), String(failed), ...[latency.p50, latency.p95, latency.p99].map(inMilliseconds)]],
    ),
    table(
      ['Expectation', 'Result'],
      cases.map(one => [one.name, one.failure ?? 'holds']),
    ),
  ].join('\n\n')
}

function predictions({ text }: ScoringAnswer): string[] {
  const found = predictionTable(text)
  if (!found) return []
  const more = found.rows.length - MOST_ROWS
  return [
    table(found.head, found.rows.slice(0, MOST_ROWS)),
    ...(more > 0 ? [`... and ${more} more rows`] : []),
    ...(found.notes.length > 0 ? [found.notes.map(cell).join(', ')] : []),
  ]
}
