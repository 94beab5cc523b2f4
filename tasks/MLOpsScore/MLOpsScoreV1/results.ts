import { inMilliseconds, latencyOf, type Latency } from '../../common/scoring/latency.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import type { TestCase } from '../../common/scoring/test-results.ts'
import type { Tally } from './ask-again.ts'
import type { ScoreInputs } from './inputs.ts'

/** What the requests came to, for the log, the summary and the test results. */
export interface Results {
  readonly requests: number
  readonly failed: number
  readonly latency: Latency
  readonly cases: readonly TestCase[]
  /** Clauses; empty when all is well. */
  readonly problems: readonly string[]
  /** The answer to explain a failure by. */
  readonly worst: ScoringAnswer
}

export function resultsOf(tally: Tally, inputs: ScoreInputs): Results {
  const latency = latencyOf(tally.milliseconds)
  const found = [...checked(tally), ...unanswered(tally, inputs), ...slow(latency, inputs)]
  const seconds = tally.first.milliseconds / 1000
  const cases = found.map((one, index) => ({ ...one, seconds: index === 0 ? seconds : 0 }))
  return {
    requests: tally.requests,
    failed: tally.failed,
    latency,
    cases,
    problems: cases.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure}`])),
    worst: tally.worst ?? tally.first,
  }
}

type Found = Omit<TestCase, 'seconds'>

function checked({ checks, requests }: Tally): Found[] {
  return [...checks].map(([name, { failures, firstFailure }]) => {
    const often = requests > 1 ? ` (${failures} of ${requests} requests)` : ''
    return { name, failure: firstFailure === undefined ? undefined : `${firstFailure}${often}` }
  })
}

function unanswered(tally: Tally, { requests }: ScoreInputs): Found[] {
  if (requests === 1) return []
  const failure = tally.unanswered === 0 ? undefined : `${tally.unanswered} of ${requests} got none`
  return [{ name: 'every request gets an answer', failure }]
}

function slow({ p95 }: Latency, { maxLatencyInMilliseconds: limit, requests }: ScoreInputs): Found[] {
  if (limit === undefined) return []
  const name = requests === 1 ? `answer within ${limit} ms` : `95 % of the answers within ${limit} ms`
  const took = requests === 1 ? `it took ${inMilliseconds(p95)}` : `p95 is ${inMilliseconds(p95)}`
  return [{ name, failure: p95 <= limit ? undefined : took }]
}
