import type { Host } from '../host/host.ts'
import type { EndpointLock } from './lock/endpoint-lock.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { Journal } from './step.ts'
import { trafficStep } from './step-names.ts'

/** Where a roll-out stands, for the post-job part of the step and for the next run. Holds no secret. */
export interface RolloutMemory {
  readonly azureSubscription: string
  readonly resourceGroup: string
  readonly workspaceName: string
  readonly plan: RolloutPlan
  readonly begun: readonly string[]
  readonly ended: readonly string[]
  /** Why the roll-out waits where it is; undefined where it does not. */
  readonly paused?: string
}

const STATE = 'mlops.rollout'

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
    this.#host.state.set(STATE, JSON.stringify(memory))
    await this.#lock.note(memory)
  }
}

/** The memory of a roll-out that paused, as it stands when it goes on. */
export function goneOn({ paused: _why, ...memory }: RolloutMemory): RolloutMemory {
  return memory
}

export function recallRollout(host: Host): RolloutMemory | undefined {
  const state = host.state.get(STATE)
  return state === undefined ? undefined : (JSON.parse(state) as RolloutMemory)
}

/** True once the new deployment has all the traffic and stood its last test: from here on there is no way back. */
export const isCommitted = ({ plan, ended }: Pick<RolloutMemory, 'plan' | 'ended'>): boolean =>
  plan.shares.length === 0 || ended.includes(trafficStep(plan.shares.at(-1) ?? 100))
