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

/** One request as every caller of the endpoint sends it: the traffic decides who answers. */
export const askAsCaller = (
  session: AzureSession,
  { scoringUri, key }: ProbeTarget,
  { body }: ProbeRequest,
): Promise<ScoringAnswer> =>
  score({ door: session.anonymous, url: scoringUri, key, body, signal: session.signal })

/** What is wrong with an answer whatever time it took, a clause for each. */
export const mistakesIn = (answer: ScoringAnswer, { expectations }: ProbeRequest): string[] =>
  checkAnswer(answer, expectations).flatMap(({ title, failure }) =>
    failure === undefined ? [] : [`${title}: ${failure}`],
  )

/** As `mistakesIn`, and that it took too long. */
export function problemsOf(answer: ScoringAnswer, request: ProbeRequest): string[] {
  const mistakes = mistakesIn(answer, request)
  const { maxLatencyInMilliseconds: limit } = request
  if (limit === undefined || answer.milliseconds <= limit) return mistakes
  const took = Math.round(answer.milliseconds)
  return [...mistakes, `the answer took ${took} ms, more than maxLatencyInMilliseconds (${limit}) allows`]
}
