import { createHttpHeaders, createPipelineRequest, type HttpClient } from '@azure/core-rest-pipeline'
import { answerAsIs } from '../azure/retry.ts'
import type { Secret } from '../host/secret.ts'

/**
 * The door without Azure tokens, as the key goes to the scoring address and nowhere else; or one that brings a token which
 * may go there.
 */
export interface ScoringDoor {
  readonly network: HttpClient
}

export interface ScoringRequest {
  readonly door: ScoringDoor
  readonly url: string
  /** Key or token of the endpoint; undefined where the address asks for none, or the door brings it. */
  readonly key: Secret | undefined
  /** Answers this deployment, whatever its share of the traffic. */
  readonly deployment?: string | undefined
  /** JSON text. */
  readonly body: string
  readonly signal: AbortSignal
  /** Milliseconds on any clock; measures how long the answer took. */
  readonly now?: () => number
}

export interface ScoringAnswer {
  readonly status: number
  /** From sending to the last byte of the answer, to the microsecond. */
  readonly milliseconds: number
  readonly text: string
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
}

/** Azure lets a deployment take three minutes for an answer, and one on Kubernetes five. */
const LONGEST_ANSWER = 310_000

/** Sends one scoring request, once, and hands over whatever is answered. Throws where there is no answer at all. */
export async function score(request: ScoringRequest): Promise<ScoringAnswer> {
  const { door, url, key, deployment, body, signal, now = () => performance.now() } = request
  const message = createPipelineRequest({
    url,
    method: 'POST',
    headers: createHttpHeaders({
      'content-type': 'application/json',
      accept: 'application/json',
      ...(key && { authorization: `Bearer ${key.reveal()}` }),
      ...(deployment && { 'azureml-model-deployment': deployment }),
    }),
    body,
    abortSignal: signal,
    timeout: LONGEST_ANSWER,
    // A router on Kubernetes without a certificate speaks plain HTTP. Whoever names such an address has chosen it.
    allowInsecureConnection: url.startsWith('http:'),
  })
  answerAsIs(message)
  const start = now()
  const response = await door.network.sendRequest(message).catch((error: unknown) => {
    throw isOurLimit(error, signal) ? new Error(`nothing came within ${LONGEST_ANSWER / 1000} s`) : error
  })
  return {
    status: response.status,
    milliseconds: Math.round((now() - start) * 1000) / 1000,
    text: response.bodyAsText ?? '',
    headers: response.headers.toJSON(),
  }
}

/** Who answered, where it is not the deployment that was asked: a proxy may drop the header that names it. */
export function strangerIn({ headers }: ScoringAnswer, deployment: string): string | undefined {
  const by = headers['azureml-model-deployment']
  return by === undefined || by.toLowerCase() === deployment.toLowerCase() ? undefined : by
}

const isOurLimit = (error: unknown, { aborted }: AbortSignal): boolean =>
  error instanceof Error && error.name === 'AbortError' && !aborted
