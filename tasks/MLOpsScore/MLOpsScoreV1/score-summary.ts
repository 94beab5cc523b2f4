import { isSuccess } from '../../common/scoring/check-expectations.ts'
import { histogram } from '../../common/scoring/histogram.ts'
import { inMilliseconds } from '../../common/scoring/latency.ts'
import { predictionTable } from '../../common/scoring/predictions.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import { cell, table } from '../../common/summary/markdown.ts'
import type { Service } from './find-service.ts'
import { inPercent } from './in-percent.ts'
import { loadFigures, statusLines } from './load-report.ts'
import type { Results } from './results.ts'

const MOST_ROWS = 20

/**
 * The run's page: what was asked where, the predictions, what held and how long it took. `shown` is what may be shown of
 * the first answer. The plot is text: the page renders Markdown, and neither scripts nor inline pictures.
 */
export function scoreSummary(
  { name, scoringUri }: Service,
  first: ScoringAnswer,
  shown: string,
  results: Results,
): string {
  const by = first.headers['azureml-model-deployment']
  return [
    `## Scoring with ${cell(name)}: ${results.problems.length === 0 ? 'as expected' : 'not as expected'}`,
    `Address \`${scoringUri.replaceAll('`', '')}\`${by ? `, answered by deployment ${cell(by)}` : ''}`,
    ...(isSuccess(first.status) ? predictions(shown) : []),
    ...(results.accuracy === undefined ? [] : [`Accuracy: ${inPercent(results.accuracy)}`]),
    load(results),
    table(
      ['Expectation', 'Result'],
      results.cases.map(({ name, failure, note }) => [
        name,
        failure === undefined ? (note ? `holds, but ${note}` : 'holds') : `fails: ${failure}`,
      ]),
    ),
  ].join('\n\n')
}

function load(results: Results): string {
  const { p50, p95, p99 } = results.latency
  const { head, row } = loadFigures(results)
  const plot = histogram(results.milliseconds)
  return [
    table([...head, 'p50', 'p95', 'p99'], [[...row, ...[p50, p95, p99].map(inMilliseconds)]]),
    ...(results.failed === 0
      ? []
      : [
          statusLines(results)
            .map(line => `- ${cell(line)}`)
            .join('\n'),
        ]),
    ...(plot.length === 0 ? [] : [['```text', ...plot, '```'].join('\n')]),
  ].join('\n\n')
}

function predictions(text: string): string[] {
  const found = predictionTable(text)
  if (!found) return []
  const more = found.rows.length - MOST_ROWS
  return [
    table(found.head, found.rows.slice(0, MOST_ROWS)),
    ...(more > 0 ? [`... and ${more} more rows`] : []),
    ...(found.notes.length > 0 ? [found.notes.map(cell).join(', ')] : []),
  ]
}
