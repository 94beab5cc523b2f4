import type { AzureSession } from '../azure/session.ts'
import type { Secret } from '../host/secret.ts'
import { checkAnswer, type Expectation } from '../scoring/expectations.ts'
import { score, type ScoringAnswer } from '../scoring/scoring-client.ts'

/** What is sent to a deployment to see whether it is fit to serve, and what its answer must be. */
export interface ProbeRequest {
  /** JSON text. */
  readonly body: string
  readonly expectations: readonly Expectation[]
  readonly maxLatencyInMilliseconds: number | undefined
}

/** Where a deployment is asked, past the traffic rules. */
export interface ProbeTarget {
  readonly scoringUri: string
  readonly key: Secret
  readonly deployment: string
}

/** One request straight to one deployment. */
export const ask = (
  session: AzureSession,
  { scoringUri, key, deployment }: ProbeTarget,
  { body }: ProbeRequest,
): Promise<ScoringAnswer> =>
  score({ door: session.anonymous, url: scoringUri, key, deployment, body, signal: session.signal })

/** What is wrong with an answer, a clause for each; its time is looked at only where `isTimed`. */
export function problemsOf(
  answer: ScoringAnswer,
  { expectations, maxLatencyInMilliseconds: limit }: ProbeRequest,
  isTimed = true,
): string[] {
  const failures = checkAnswer(answer, expectations).flatMap(({ title, failure }) =>
    failure === undefined ? [] : [`${title}: ${failure}`],
  )
  if (!isTimed || limit === undefined || answer.milliseconds <= limit) return failures
  const took = Math.round(answer.milliseconds)
  return [...failures, `the answer took ${took} ms, more than maxLatencyInMilliseconds (${limit}) allows`]
}
