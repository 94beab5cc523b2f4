import { inMilliseconds, latencyOf } from '../../scoring/latency.ts'
import type { MetricReading } from '../metric/metric-source.ts'
import type { ProbeResult } from './probe-result.ts'
import type { Tally } from './tally.ts'

/** What a deployment under traffic is held to. */
export interface Limits {
  /** Share of wrong answers that is borne, 0 to 1. */
  readonly maxErrorRate: number
  readonly maxLatencyInMilliseconds: number | undefined
  /** The metric's value above which it fails; undefined where no metric is named. */
  readonly metricThreshold: number | undefined
}

export type Verdict =
  | { readonly result: 'pass' }
  | { readonly result: 'fail'; readonly why: string; readonly wrong?: ProbeResult }
  | { readonly result: 'inconclusive'; readonly why: string }

/** With fewer answers than these, a 95th percentile is a single answer. */
const ENOUGH_FOR_P95 = 20
/** Share of requests whose outcome tells nothing that is borne. */
const TROUBLE = 0.1

/**
 * Judges a bake that is still going on; undefined while it may still end well. It fails as soon as it must fail at its
 * end: the wrong answers are more than `maxErrorRate` of the `planned` ones, so with a rate of 0 at the first.
 */
export function judgeEarly(tally: Tally, limits: Limits, planned: number): Verdict | undefined {
  const total = Math.max(planned, tally.answered)
  if (tally.wrong > limits.maxErrorRate * total) return tooManyErrors(tally)
  const isClear = total >= ENOUGH_FOR_P95 && tally.slow > 0.05 * total
  return isClear ? tooSlow(tally, limits) : undefined
}

/**
 * Judges a bake that is over, by these rules and in this order.
 * fail: more wrong answers than `maxErrorRate`; the 95th percentile of at least 20 times, or half of fewer, above
 * `maxLatencyInMilliseconds`; the metric above its threshold.
 * inconclusive: fewer than half of the `planned` answers; more than a tenth of the requests without a telling answer,
 * or answered wrongly by somebody else; some of fewer than 20 answers too slow; the metric unreadable.
 */
export function judge(tally: Tally, limits: Limits, planned: number, metric?: MetricReading): Verdict {
  if (tally.wrong > limits.maxErrorRate * tally.answered) return tooManyErrors(tally)
  if (isTooSlow(tally, limits)) return tooSlow(tally, limits)
  const { metricThreshold } = limits
  if (metric && 'value' in metric && metricThreshold !== undefined && metric.value > metricThreshold)
    return { result: 'fail', why: `${metric.what} is ${metric.value}, above ${metricThreshold}` }
  const doubts = doubtsOf(tally, planned, metric)
  return doubts.length === 0 ? { result: 'pass' } : { result: 'inconclusive', why: doubts.join('; ') }
}

function isTooSlow({ latencies, slow }: Tally, { maxLatencyInMilliseconds: limit }: Limits): boolean {
  if (limit === undefined) return false
  if (latencies.length >= ENOUGH_FOR_P95) return latencyOf(latencies).p95 > limit
  return slow > latencies.length / 2
}

function doubtsOf(tally: Tally, planned: number, metric: MetricReading | undefined): string[] {
  const { requests, answered, unclear, wrongOfOthers, slow, latencies, lastTrouble } = tally
  const last = lastTrouble ? ` (the last: ${lastTrouble.problems.join(', ')})` : ''
  const doubts: (string | false)[] = [
    answered < planned / 2 && `it gave ${answered} of ${planned} answers, too few to judge by`,
    unclear > TROUBLE * requests && `${unclear} of ${requests} requests got no telling answer${last}`,
    wrongOfOthers > TROUBLE * requests &&
      `${wrongOfOthers} of ${requests} requests were answered wrongly by another deployment or the router${last}`,
    slow > 0 && latencies.length < ENOUGH_FOR_P95 && `${slow} of ${latencies.length} answers were too slow`,
    metric !== undefined && 'unreadable' in metric && `${metric.what} cannot be read: ${metric.unreadable}`,
  ]
  return doubts.filter(doubt => doubt !== false)
}

function tooManyErrors({ wrong, answered, lastWrong }: Tally): Verdict {
  const why = `${wrong} of ${answered} answers are wrong`
  return { result: 'fail', why, ...(lastWrong && { wrong: lastWrong }) }
}

function tooSlow({ latencies, slow }: Tally, { maxLatencyInMilliseconds = Number.NaN }: Limits): Verdict {
  const { p95 } = latencyOf(latencies)
  const why = `${slow} of ${latencies.length} answers took longer than ${maxLatencyInMilliseconds} ms (p95 ${inMilliseconds(p95)})`
  return { result: 'fail', why }
}
