import { randomUUID } from 'node:crypto'
import { attempt } from '../../azure/attempt.ts'
import { TaskError } from '../../errors.ts'
import type { Clock } from '../../clock.ts'
import type { RolloutMemory } from '../memory.ts'
import { LEASE_IN_SECONDS, type LeasedBlob } from './leased-blob.ts'
import type { Holder, RolloutRecord } from './record.ts'

const RENEW_AFTER = 15_000
/** Some of the lease's minute is kept for the change that is made under it. */
const SURE_FOR = 45_000

/** The right to change an endpoint, which one run has at a time, and the record of what it does there. */
export interface EndpointLock {
  /** What the record told when the lock was taken. */
  readonly found: RolloutRecord | undefined
  /** Whether no other run can have the endpoint yet; asks nobody. */
  isSure(): boolean
  /** Throws where this run has the endpoint no more: from then on another one may change it. */
  hold(): Promise<void>
  /** As `hold`, but asks storage only when that is due. */
  keep(): Promise<void>
  /** Writes down what is unfinished, or that nothing is. Throws as `hold` does. */
  note(unfinished: RolloutMemory | null): Promise<void>
  release(): Promise<void>
}

/** A lock that storage keeps. */
export class LeasedLock implements EndpointLock {
  readonly found: RolloutRecord | undefined
  readonly #blob: LeasedBlob
  readonly #clock: Clock
  readonly #holder: Holder
  readonly #endpoint: string
  readonly #writer = randomUUID()
  readonly #signal: AbortSignal
  #renewedAt: number
  #beat: NodeJS.Timeout | undefined

  constructor(options: {
    readonly blob: LeasedBlob
    readonly clock: Clock
    readonly holder: Holder
    readonly endpoint: string
    readonly signal: AbortSignal
    readonly found: RolloutRecord | undefined
  }) {
    this.#blob = options.blob
    this.#clock = options.clock
    this.#holder = options.holder
    this.#endpoint = options.endpoint
    this.#signal = options.signal
    this.found = options.found
    this.#renewedAt = options.clock.now()
  }

  /**
   * Renews by itself, too: an upload or a slow answer may outlast a lease, and nobody waits on the clock meanwhile. What
   * goes wrong here is met again by who holds next.
   */
  beat(): void {
    this.#beat = setInterval(() => void this.#renewSoon(), RENEW_AFTER).unref()
    this.#signal.addEventListener('abort', () => clearInterval(this.#beat), { once: true })
  }

  async #renewSoon(): Promise<void> {
    await this.hold().catch(() => undefined)
  }

  isSure(): boolean {
    return this.#clock.now() - this.#renewedAt < SURE_FOR
  }

  /** Where storage does not answer, the lease still holds for what is left of its minute. */
  async hold(): Promise<void> {
    const asked = this.#clock.now()
    try {
      if (!(await this.#blob.renew())) throw new LockLostError(this.#endpoint)
      this.#renewedAt = asked
    } catch (error) {
      const isSure = asked - this.#renewedAt < SURE_FOR
      if (error instanceof LockLostError || this.#signal.aborted) throw error
      if (!isSure) throw unsure(this.#endpoint, error)
    }
  }

  async keep(): Promise<void> {
    if (this.#clock.now() - this.#renewedAt >= RENEW_AFTER) await this.hold()
  }

  /** A lease that ran out meanwhile would make the writing fail, so it is renewed before. */
  async note(unfinished: RolloutMemory | null): Promise<void> {
    await this.keep()
    const record: RolloutRecord = {
      holder: this.#holder,
      writer: this.#writer,
      unfinished,
      owner: unfinished === null ? null : this.#ownerOf(unfinished),
    }
    const what = `Writing the record of the roll-out to endpoint ${this.#endpoint}`
    const isWritten = await attempt(what, () => this.#blob.write(JSON.stringify(record)))
    if (!isWritten) throw new LockLostError(this.#endpoint)
  }

  release(): Promise<void> {
    clearInterval(this.#beat)
    return this.#blob.release()
  }

  #ownerOf({ plan }: RolloutMemory): Holder {
    return plan.key === this.#holder.key ? this.#holder : (this.found?.owner ?? this.#holder)
  }
}

/** Stands in where storage lets nobody lock: the looks before each change are then all that keeps two runs apart. */
export const noLock: EndpointLock = {
  found: undefined,
  isSure: () => true,
  hold: () => Promise.resolve(),
  keep: () => Promise.resolve(),
  note: () => Promise.resolve(),
  release: () => Promise.resolve(),
}

/** Another run may change the endpoint now, so this one must not, not even to put something back. */
export class LockLostError extends TaskError {
  override readonly name = 'LockLostError'

  constructor(endpoint: string) {
    super(`This run holds endpoint ${endpoint} no more; it changes nothing there from here on.`, {
      cause: `Storage could not be asked for ${LEASE_IN_SECONDS} seconds and another run took over, or another attempt of this step did, or somebody broke the lease.`,
      remedy:
        'Look at the other run: it finishes or restores what this one left. Then run this stage again if it is still needed.',
    })
  }
}

const unsure = (endpoint: string, error: unknown): TaskError =>
  new TaskError(
    `Whether this run still holds endpoint ${endpoint} cannot be said: storage does not answer.`,
    {
      cause: 'The storage account of the workspace, or the way to it, has been down for most of a minute.',
      remedy: 'Run this stage again when storage answers: it settles what this run left.',
      error,
    },
  )
