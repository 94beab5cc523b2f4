import { RestError } from '@azure/core-rest-pipeline'
import { asAzureError } from '../../../azure/attempt.ts'
import { messageOf } from '../../../errors.ts'
import type { Transcript } from './transcript.ts'

/** How long Azure may not answer, beyond the retries of each request, before following gives up. */
const PATIENCE = 15 * 60_000

/**
 * A job runs on while Azure's API or the way to it is down: following it outlasts that for a quarter of an hour, and
 * says so once.
 */
export class Outage {
  readonly #transcript: Transcript
  readonly #now: () => number
  #since: number | undefined

  constructor(transcript: Transcript, now: () => number) {
    this.#transcript = transcript
    this.#now = now
  }

  /** Azure has answered. */
  over(): void {
    if (this.#since !== undefined) this.#transcript.say('Azure answers again.')
    this.#since = undefined
  }

  /** Takes a failure that may pass; throws every other, and this one when patience is over. */
  bear(error: unknown): void {
    if (!mayPass(error)) throw error
    this.#since ??= this.#warn(error)
    if (this.#now() - this.#since >= PATIENCE) throw error
  }

  #warn(error: unknown): number {
    this.#transcript.warn(
      `Azure does not answer: ${messageOf(error)} The job itself is not affected; I go on asking for ${PATIENCE / 60_000} minutes.`,
    )
    return this.#now()
  }
}

function mayPass(error: unknown): boolean {
  const reason = error instanceof Error ? (error.cause ?? error) : error
  const status = asAzureError(reason)?.status
  if (status !== undefined) return [408, 429, 500, 502, 503, 504].includes(status)
  return reason instanceof RestError && reason.code === RestError.REQUEST_SEND_ERROR
}
