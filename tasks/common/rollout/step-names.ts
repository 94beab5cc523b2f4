import type { RolloutPlan } from './plan-rollout.ts'

export const ENDPOINT = 'endpoint'
export const DEPLOYMENT = 'deployment'
export const SMOKE_TEST = 'smoke test'
export const PREVIOUS = 'previous deployment'
export const trafficStep = (share: number): string => `traffic ${share} %`
export const isTrafficStep = (name: string): boolean => name.startsWith('traffic ')

/** What was to be done and what of it was begun, by the names of steps. */
export interface Progress {
  readonly plan: RolloutPlan
  readonly begun: readonly string[]
}
