import { isCertificateError, retryAfter } from '../azure/retry.ts'
import type { Clock } from '../clock.ts'
import { messageOf, TaskError } from '../errors.ts'
import type { Log } from '../host/host.ts'
import type { ScoringAnswer } from './scoring-client.ts'

const SHORT = 30_000
const LONG = 120_000
const LONGEST_WAIT = 10_000

/** What passes by itself where a deployment has just begun to serve, and for how long (ms) that is worth waiting. */
const PASSING: Readonly<Record<number, { readonly patience: number; readonly reason: string }>> = {
  401: { patience: SHORT, reason: 'a new endpoint may not know its key yet' },
  404: { patience: SHORT, reason: 'the router may not know the endpoint or its traffic yet' },
  424: { patience: SHORT, reason: 'the container may have only just started' },
  429: { patience: LONG, reason: 'the endpoint is busy' },
  502: { patience: SHORT, reason: 'the container may have only just started' },
  503: { patience: LONG, reason: 'no instance is ready yet' },
  504: { patience: LONG, reason: 'the first answer may need a model to be loaded' },
}

export interface Waiting {
  readonly clock: Clock
  readonly log: Log
  readonly signal: AbortSignal
  /** Statuses that somebody expects are answers, not reasons to wait. */
  readonly expected: readonly number[]
}

/** Sends until the answer is one that stays. When patience ends, the last answer is the answer. */
export async function firstAnswer(
  send: () => Promise<ScoringAnswer>,
  waiting: Waiting,
): Promise<ScoringAnswer> {
  const { clock, log, signal } = waiting
  const start = clock.now()
  for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    const attempt = await attempted(send, signal)
    const why = reasonToWait(attempt, waiting)
    const pause = pauseAfter(attempt, wait, clock)
    if (!why) return settled(attempt)
    if (clock.now() - start + pause > why.patience) {
      log.info(`${why.what}: ${why.reason}. Asking no more: ${inSeconds(why.patience)} are enough for that.`)
      return settled(attempt)
    }
    log.info(`${why.what}: ${why.reason}. Asking again in ${inSeconds(pause)}.`)
    await clock.sleep(pause, signal)
  }
}

const inSeconds = (milliseconds: number): string => `${Math.round(milliseconds / 1000)} s`

type Attempt = ScoringAnswer | { readonly error: unknown }

async function attempted(send: () => Promise<ScoringAnswer>, signal: AbortSignal): Promise<Attempt> {
  try {
    return await send()
  } catch (error) {
    if (signal.aborted) throw error
    return { error }
  }
}

function reasonToWait(
  attempt: Attempt,
  { expected }: Waiting,
): { what: string; reason: string; patience: number } | undefined {
  if ('error' in attempt)
    return isCertificateError(attempt.error)
      ? undefined
      : { what: 'No answer', reason: messageOf(attempt.error), patience: SHORT }
  const passing = expected.includes(attempt.status) ? undefined : PASSING[attempt.status]
  return passing && { what: `HTTP ${attempt.status}`, ...passing }
}

/** As long as the service asks for; never less than our own pace, as some ask for nothing at all. */
function pauseAfter(attempt: Attempt, wait: number, clock: Clock): number {
  const asked = 'error' in attempt ? undefined : retryAfter(attempt.headers['retry-after'], clock.now())
  return Math.max(asked ?? 0, wait)
}

function settled(attempt: Attempt): ScoringAnswer {
  if (!('error' in attempt)) return attempt
  if (isCertificateError(attempt.error))
    throw new TaskError('The certificate of the scoring address is not trusted.', {
      cause: 'It is self-signed, of an authority that this agent does not know, of another name, or expired.',
      remedy:
        'Configure the agent with --sslcacert, or name a PEM file of the authority in a pipeline variable NODE_EXTRA_CA_CERTS; or give the router a certificate that is trusted.',
      error: attempt.error,
    })
  throw new TaskError('The scoring address does not answer.', {
    cause: 'The address is wrong, or nothing listens there, or a firewall stands between it and this agent.',
    remedy: 'Check the scoring address, and that the agent can reach it.',
    error: attempt.error,
  })
}
