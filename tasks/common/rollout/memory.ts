import type { Host } from '../host/host.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { Journal } from './step.ts'
import { trafficStep } from './undo.ts'

/** Where a roll-out stands, for the post-job part of the step. Holds no secret. */
export interface RolloutMemory {
  readonly azureSubscription: string
  readonly resourceGroup: string
  readonly workspaceName: string
  readonly plan: RolloutPlan
  readonly begun: readonly string[]
  readonly ended: readonly string[]
}

const STATE = 'mlops.rollout'

/** A journal of steps in the task's state: written before a step begins and after it ended. */
export class PersistedJournal implements Journal {
  readonly #host: Host
  #memory: RolloutMemory

  constructor(host: Host, memory: Omit<RolloutMemory, 'begun' | 'ended'>) {
    this.#host = host
    this.#memory = { ...memory, begun: [], ended: [] }
  }

  get memory(): RolloutMemory {
    return this.#memory
  }

  begin(name: string): void {
    this.#write({ ...this.#memory, begun: [...this.#memory.begun, name] })
  }

  end(name: string): void {
    this.#write({ ...this.#memory, ended: [...this.#memory.ended, name] })
  }

  #write(memory: RolloutMemory): void {
    this.#memory = memory
    this.#host.state.set(STATE, JSON.stringify(memory))
  }
}

export function recallRollout(host: Host): RolloutMemory | undefined {
  const state = host.state.get(STATE)
  return state === undefined ? undefined : (JSON.parse(state) as RolloutMemory)
}

/** True once the new deployment has all the traffic and stood its last test: from here on there is no way back. */
export const isCommitted = ({ plan, ended }: RolloutMemory): boolean =>
  plan.shares.length === 0 || ended.includes(trafficStep(plan.shares.at(-1) ?? 100))
