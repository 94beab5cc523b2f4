import { messageOf } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import { checkAnswer } from '../../common/scoring/expectations.ts'
import { repeat } from '../../common/scoring/repeat.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import type { ScoreInputs } from './inputs.ts'

/** What all requests together showed. */
export interface Tally {
  readonly first: ScoringAnswer
  /** Times of the answers that count: the first warms the service up, and counts only when it is alone. */
  readonly milliseconds: number[]
  /** What was looked at, with its first failure and how often it failed. */
  readonly checks: Map<string, { failures: number; firstFailure: string | undefined }>
  requests: number
  /** Requests without an answer, or whose answer failed a check. */
  failed: number
  unanswered: number
  /** The first answer that failed a check. */
  worst: ScoringAnswer | undefined
}

/** Sends the request as often as asked after the first answer, and holds every answer against the expectations. */
export async function askAgain(
  first: ScoringAnswer,
  inputs: ScoreInputs,
  send: () => Promise<ScoringAnswer>,
  host: Host,
): Promise<Tally> {
  const tally: Tally = {
    first,
    milliseconds: [],
    checks: new Map(),
    requests: 0,
    failed: 0,
    unanswered: 0,
    worst: undefined,
  }
  count(tally, first, inputs)
  if (inputs.requests === 1) tally.milliseconds.push(first.milliseconds)
  await repeat(inputs.requests - 1, inputs.concurrency, async () => {
    try {
      const answer = await send()
      count(tally, answer, inputs)
      tally.milliseconds.push(answer.milliseconds)
    } catch (error) {
      if (host.signal.aborted) throw error
      countUnanswered(tally, messageOf(error), host)
    }
  })
  return tally
}

function count(tally: Tally, answer: ScoringAnswer, { expectations }: ScoreInputs): void {
  const checks = checkAnswer(answer, expectations)
  const isBad = checks.some(({ failure }) => failure !== undefined)
  for (const { title, failure } of checks) {
    const seen = tally.checks.get(title) ?? { failures: 0, firstFailure: undefined }
    const failures = seen.failures + (failure === undefined ? 0 : 1)
    tally.checks.set(title, { failures, firstFailure: seen.firstFailure ?? failure })
  }
  tally.requests += 1
  tally.failed += isBad ? 1 : 0
  if (isBad) tally.worst ??= answer
}

function countUnanswered(tally: Tally, why: string, { log }: Host): void {
  if (tally.unanswered === 0) log.warning(`A request got no answer: ${why}`)
  tally.requests += 1
  tally.failed += 1
  tally.unanswered += 1
}
