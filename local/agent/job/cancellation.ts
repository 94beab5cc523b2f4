interface RunningStep {
  /** Whether the step's condition holds now that the job is cancelled. */
  mayContinue: () => boolean
  abort: () => void
}

/** The cancellation of one job: asked for once, then forced when the time for cleaning up is over. */
export class JobCancellation {
  #requested = false
  #running: RunningStep | undefined
  readonly #forced = new AbortController()
  readonly #listeners: (() => void)[] = []

  get requested(): boolean {
    return this.#requested
  }

  /** Aborted when steps that clean up have had their time. */
  get forced(): AbortSignal {
    return this.#forced.signal
  }

  onRequested(listener: () => void): void {
    this.#listeners.push(listener)
  }

  request(): void {
    if (this.#requested) return
    this.#requested = true
    for (const listener of this.#listeners) listener()
    if (this.#running && !this.#running.mayContinue()) this.#running.abort()
  }

  force(): void {
    this.#forced.abort()
    this.#running?.abort()
  }

  enter(step: RunningStep): void {
    this.#running = step
  }

  leave(): void {
    this.#running = undefined
  }
}
