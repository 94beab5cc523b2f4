import assert from 'node:assert/strict'
import type { Release } from './release.ts'

export const STEPS = [
  'deployment',
  'smoke test',
  'traffic 10 %',
  'traffic 50 %',
  'traffic 100 %',
  'previous deployment',
]

/** A release that is interrupted when its task state tells of `step`: as it begins, or when it has ended. */
export class Interrupted {
  readonly release: Release
  readonly #controller = new AbortController()
  #cancelled: Promise<void> | undefined

  constructor(
    release: (signal: AbortSignal) => Release,
    when: 'begun' | 'ended',
    step: string,
    kill: boolean,
  ) {
    this.release = release(this.#controller.signal)
    const { host } = this.release.world
    const set = host.state.set
    host.state.set = (name, value) => {
      set(name, value)
      const memory = JSON.parse(value) as Record<'begun' | 'ended', string[]>
      if (this.#controller.signal.aborted || !memory[when].includes(step)) return
      if (kill) this.#controller.abort()
      else this.#cancelled = this.release.cancel(this.#controller)
    }
  }

  async run(): Promise<void> {
    await assert.rejects(this.release.run())
    await this.#cancelled
  }
}
