import { isSuccess } from '../../common/scoring/check-expectations.ts'
import { adviceOnAnswer, MODEL_REASON } from '../../common/serving-errors/scoring.ts'
import { inPercent } from './in-percent.ts'
import type { Results } from './results.ts'

/** `HTTP 200: 97`, with the likely cause of the first that is no success; in the order of the statuses. */
export function statusLines({ statuses, unanswered }: Results): string[] {
  const sorted = [...statuses].sort(([a], [b]) => a - b)
  const lines = sorted.map(([status, { count, first }]) => {
    const headers = { ...first.headers, [MODEL_REASON]: '' } // may quote the request
    const cause = isSuccess(status) ? undefined : adviceOnAnswer({ status, headers })?.cause
    return `HTTP ${status}: ${count}${cause === undefined ? '' : `. ${cause}`}`
  })
  return unanswered === 0 ? lines : [...lines, `no answer: ${unanswered}`]
}

/** The figures of a load under their names. */
export function loadFigures({ requests, concurrency, failed, errorRate, requestsPerSecond }: Results): {
  readonly head: readonly string[]
  readonly row: readonly string[]
} {
  return {
    head: ['Requests', 'Concurrency', 'Failed', 'Error rate', 'Throughput'],
    row: [
      String(requests),
      String(concurrency),
      String(failed),
      inPercent(errorRate),
      perSecond(requestsPerSecond),
    ],
  }
}

export const perSecond = (rate: number | undefined): string =>
  rate === undefined ? '-' : `${Number(rate.toPrecision(3))}/s`
