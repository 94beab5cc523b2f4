import type { Host } from '../host/host.ts'
import type { EndpointLock } from './lock/endpoint-lock.ts'
import { rememberRollout, type RolloutMemory } from './memory.ts'
import type { Journal } from './step.ts'

/**
 * A journal of steps, written before a step begins and after it ended: in the task's state, for the post-job part, and
 * beside the endpoint's lock, for a run that finds this one dead.
 */
export class PersistedJournal implements Journal {
  readonly #host: Host
  readonly #lock: EndpointLock
  #memory: RolloutMemory

  constructor(
    host: Host,
    lock: EndpointLock,
    memory: Omit<RolloutMemory, 'begun' | 'ended'> & Partial<RolloutMemory>,
  ) {
    this.#host = host
    this.#lock = lock
    this.#memory = { begun: [], ended: [], ...memory }
  }

  get memory(): RolloutMemory {
    return this.#memory
  }

  hasEnded(name: string): boolean {
    return this.#memory.ended.includes(name)
  }

  async begin(name: string): Promise<void> {
    const begun = [...this.#memory.begun.filter(other => other !== name), name]
    await this.#write({ ...this.#memory, begun })
  }

  async end(name: string): Promise<void> {
    await this.#write({ ...this.#memory, ended: [...this.#memory.ended, name] })
  }

  /** The roll-out stays where it is until the same step goes on with it, or another run takes it back. */
  async pause(why: string): Promise<void> {
    await this.#write({ ...this.#memory, paused: why })
  }

  /** Nothing is left to do, neither for this run nor for the next. */
  async close(): Promise<void> {
    await this.#lock.note(null)
  }

  async #write(memory: RolloutMemory): Promise<void> {
    this.#memory = memory
    rememberRollout(this.#host, memory)
    await this.#lock.note(memory)
  }
}
