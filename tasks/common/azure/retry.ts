import type { PipelinePolicy, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline'
import type { Clock } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../host/host.ts'

const BUDGET_IN_MILLISECONDS = 180_000
const ATTEMPTS = 8
const LONGEST_WAIT = 30_000
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'])

const repeatable = new WeakSet<PipelineRequest>()

/** Tells the retry policy that this POST may have its effect twice without harm. */
export const markRepeatable = (request: PipelineRequest): void => void repeatable.add(request)

const asIs = new WeakSet<PipelineRequest>()

/** Tells the retry policy to keep out: the caller measures answers, or repeats by rules of its own. */
export const answerAsIs = (request: PipelineRequest): void => void asIs.add(request)

const guards = new WeakMap<PipelineRequest, () => Promise<void>>()

/** Has this done each time before the request is sent again; where it throws, the request is not. */
export const beforeAgain = (request: PipelineRequest, guard: () => Promise<void>): void =>
  void guards.set(request, guard)

/**
 * The one retry policy. A request that the service refused to take (429, or 503 with Retry-After) is sent again
 * whatever its method; one that may have had its effect (other 5xx, 408, a broken connection) only if repeating it is
 * harmless. Waits as long as the service asks, else doubles with jitter, within three minutes in all.
 */
export const retryPolicy = (clock: Clock, log: Log): PipelinePolicy => ({
  name: 'mlopsRetry',
  async sendRequest(request, next) {
    const start = clock.now()
    for (let attempt = 1; ; attempt++) {
      const result = await outcome(() => next(request))
      const wait = waitBefore(request, result, attempt, clock.now())
      const left = BUDGET_IN_MILLISECONDS - (clock.now() - start)
      if (wait === undefined || wait > left) return settle(result)
      log.debug(`${request.method} ${new URL(request.url).pathname}: ${reason(result)}; again in ${wait} ms`)
      discard(result)
      await clock.sleep(wait, request.abortSignal as AbortSignal | undefined)
      await guards.get(request)?.()
    }
  },
})

type Result = { readonly response: PipelineResponse } | { readonly error: unknown }

async function outcome(send: () => Promise<PipelineResponse>): Promise<Result> {
  try {
    return { response: await send() }
  } catch (error) {
    return { error }
  }
}

function settle(result: Result): PipelineResponse {
  if ('error' in result) throw result.error
  return result.response
}

/** Milliseconds to wait, or undefined where the result stands. */
function waitBefore(
  request: PipelineRequest,
  result: Result,
  attempt: number,
  now: number,
): number | undefined {
  if (attempt >= ATTEMPTS || request.abortSignal?.aborted || isOneShot(request) || asIs.has(request))
    return undefined
  const backOff = Math.min(LONGEST_WAIT, 500 * 2 ** (attempt - 1)) * (0.75 + Math.random() / 2)
  if ('error' in result)
    return isHarmless(request) && isConnectionError(result.error) ? Math.round(backOff) : undefined
  const { status, headers } = result.response
  const asked = retryAfter(headers.get('retry-after'), now)
  const refused = status === 429 || (status === 503 && asked !== undefined)
  const broken = isHarmless(request) && [408, 500, 502, 503, 504].includes(status)
  return refused || broken ? Math.round(asked ?? backOff) : undefined
}

const isHarmless = (request: PipelineRequest): boolean =>
  IDEMPOTENT.has(request.method) || repeatable.has(request)

const isConnectionError = (error: unknown): boolean =>
  error instanceof Error &&
  error.name !== 'AbortError' &&
  error.name !== 'CancelledError' &&
  !isCertificateError(error)

/** A connection that was refused on this side: asking again changes nothing. */
export const isCertificateError = (error: unknown): boolean =>
  error instanceof Error && /CERT|SELF_SIGNED|UNABLE_TO_/.test(codeOf(error))

const codeOf = (error: Error): string => ('code' in error && typeof error.code === 'string' ? error.code : '')

/** A stream was consumed by the first attempt. */
export const isOneShot = (request: PipelineRequest): boolean =>
  typeof request.body === 'object' && request.body !== null && 'pipe' in request.body

/** The header's seconds or HTTP date -> milliseconds from `now`. */
export function retryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined
  const seconds = Number(value)
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000)
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}

const reason = (result: Result): string =>
  'error' in result ? messageOf(result.error) : `HTTP ${result.response.status}`

function discard(result: Result): void {
  if ('response' in result)
    (result.response.readableStreamBody as { resume?: () => void } | undefined)?.resume?.()
}
