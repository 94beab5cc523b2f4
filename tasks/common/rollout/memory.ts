import type { Host } from '../host/host.ts'
import type { RolloutPlan } from './plan-rollout.ts'
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

/** The memory of a roll-out that paused, as it stands when it goes on. */
export function goneOn({ paused: _why, ...memory }: RolloutMemory): RolloutMemory {
  return memory
}

/** For the post-job part of the same step. */
export const rememberRollout = (host: Host, memory: RolloutMemory): void =>
  host.state.set(STATE, JSON.stringify(memory))

export function recallRollout(host: Host): RolloutMemory | undefined {
  const state = host.state.get(STATE)
  return state === undefined ? undefined : (JSON.parse(state) as RolloutMemory)
}

/** True once the new deployment has all the traffic and stood its last test: from here on there is no way back. */
export const isCommitted = ({ plan, ended }: Pick<RolloutMemory, 'plan' | 'ended'>): boolean =>
  plan.shares.length === 0 || ended.includes(trafficStep(plan.shares.at(-1) ?? 100))
