import type { AzureSession } from '../azure/session.ts'
import type { EndpointAccess } from '../machinelearning/endpoint/endpoint-access.ts'
import { discreet, hideRequest } from '../scoring/discretion.ts'
import type { Expectation } from '../scoring/expectations.ts'
import { checkAnswer } from '../scoring/check-expectations.ts'
import { score, type ScoringAnswer } from '../scoring/scoring-client.ts'

/** What is sent to a deployment to see whether it is fit to serve, and what its answer must be. */
export interface ProbeRequest {
  /** JSON text. */
  readonly body: string
  readonly expectations: readonly Expectation[]
  readonly maxLatencyInMilliseconds: number | undefined
}

/** Where a deployment is asked, past the traffic rules. */
export interface ProbeTarget extends EndpointAccess {
  readonly scoringUri: string
  readonly deployment: string
}

/** One request straight to one deployment. */
export const ask = async (
  { signal }: AzureSession,
  { scoringUri, door, key, deployment }: ProbeTarget,
  { body }: ProbeRequest,
): Promise<ScoringAnswer> =>
  discreet(await score({ door, url: scoringUri, key, deployment, body, signal }), body)

/** One request as every caller of the endpoint sends it: the traffic decides who answers. */
export const askAsCaller = async (
  { signal }: AzureSession,
  { scoringUri, door, key }: ProbeTarget,
  { body }: ProbeRequest,
): Promise<ScoringAnswer> => discreet(await score({ door, url: scoringUri, key, body, signal }), body)

/** What is wrong with an answer whatever time it took, a clause for each; none repeats what was sent. */
export function mistakesIn(answer: ScoringAnswer, { expectations, body }: ProbeRequest): string[] {
  const isFine = checkAnswer(answer, expectations).every(({ failure }) => failure === undefined)
  if (isFine) return []
  const checks = checkAnswer(answer, expectations, hideRequest(body))
  return checks.flatMap(({ title, failure }) => (failure === undefined ? [] : [`${title}: ${failure}`]))
}

/** As `mistakesIn`, and that it took too long. */
export function problemsOf(answer: ScoringAnswer, request: ProbeRequest): string[] {
  const mistakes = mistakesIn(answer, request)
  const { maxLatencyInMilliseconds: limit } = request
  if (limit === undefined || answer.milliseconds <= limit) return mistakes
  const { milliseconds: took } = answer
  return [...mistakes, `the answer took ${took} ms, more than maxLatencyInMilliseconds (${limit}) allows`]
}
