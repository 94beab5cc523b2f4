import { latencyOf, type Latency } from '../../common/scoring/latency.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import type { TestCase } from '../../common/scoring/test-results.ts'
import { inPercent } from './in-percent.ts'
import type { ScoreInputs } from './inputs.ts'
import type { Tally } from './tally.ts'

/** What the requests came to, for the log, the summary, the outputs and the test results. */
export interface Results {
  readonly requests: number
  readonly concurrency: number
  readonly failed: number
  /** 0..1 */
  readonly errorRate: number
  /** Answers in a second; undefined for a single request. */
  readonly requestsPerSecond: number | undefined
  readonly latency: Latency
  readonly milliseconds: readonly number[]
  /** How often each HTTP status was answered, its first answer, and how many requests got no answer. */
  readonly statuses: Tally['statuses']
  readonly unanswered: number
  readonly accuracy: number | undefined
  readonly cases: readonly Finding[]
  /** Clauses; empty when all is well. */
  readonly problems: readonly string[]
  /** The answer to explain a failure by. */
  readonly worst: ScoringAnswer
}

/** A case, and what there is to say of it although it holds. */
export interface Finding extends TestCase {
  readonly about: 'answer' | 'connection' | 'time'
  readonly note?: string | undefined
}

export function resultsOf(tally: Tally, inputs: ScoreInputs): Results {
  const latency = latencyOf(tally.milliseconds)
  const found = [...checked(tally, inputs), ...answered(tally, inputs), ...slow(latency, inputs)]
  const seconds = tally.first.milliseconds / 1000
  const cases = found.map((one, index) => ({ ...one, seconds: index === 0 ? seconds : 0 }))
  const { requests, failed, unanswered, statuses, milliseconds, accuracy } = tally
  return {
    ...{ requests, failed, unanswered, statuses, milliseconds, accuracy, latency, cases },
    concurrency: inputs.concurrency,
    errorRate: failed / requests,
    requestsPerSecond: throughputOf(tally),
    problems: cases.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure}`])),
    worst: tally.worst ?? tally.first,
  }
}

function throughputOf({ milliseconds, requests, loadMilliseconds }: Tally): number | undefined {
  return requests === 1 || loadMilliseconds === 0
    ? undefined
    : milliseconds.length / (loadMilliseconds / 1000)
}

type Found = Omit<Finding, 'seconds'>

function checked({ checks, requests }: Tally, { maxErrorRate }: ScoreInputs): Found[] {
  return [...checks].map(([name, { failures, firstFailure }]) => {
    const often = requests > 1 ? ` (${failures} of ${requests} requests)` : ''
    const failure = firstFailure === undefined ? undefined : `${firstFailure}${often}`
    const isWithin = failures / requests <= maxErrorRate
    const finding = isWithin ? { failure: undefined, note: failure } : { failure }
    return { name, about: 'answer', ...finding }
  })
}

/** Without a budget each check says itself what failed, and what remains is that there are answers at all. */
function answered({ requests, unanswered, failed }: Tally, { maxErrorRate }: ScoreInputs): Found[] {
  if (requests === 1) return []
  if (maxErrorRate === 0) {
    const failure = unanswered === 0 ? undefined : `${unanswered} of ${requests} got none`
    return [{ name: 'every request gets an answer', about: 'connection', failure }]
  }
  const rate = `it is ${inPercent(failed / requests)} (${failed} of ${requests}, ${unanswered} of them without an answer)`
  const name = `error rate at most ${inPercent(maxErrorRate)}`
  const about = unanswered === failed ? 'connection' : 'answer'
  return [{ name, about, failure: failed / requests <= maxErrorRate ? undefined : rate }]
}

function slow(
  latency: Latency,
  { maxLatencyInMilliseconds: limit, latencyPercentile: percent, requests }: ScoreInputs,
): Found[] {
  if (limit === undefined) return []
  const value = latency[`p${percent}`]
  const name = requests === 1 ? `answer within ${limit} ms` : `${percent} % of the answers within ${limit} ms`
  const measured = Number.isNaN(value) ? 'unknown: no answer came' : `${value} ms`
  const took = requests === 1 ? `it took ${measured}` : `p${percent} is ${measured}`
  return [{ name, about: 'time', failure: value <= limit ? undefined : took }]
}
