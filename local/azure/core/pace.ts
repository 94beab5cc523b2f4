import type { Clock } from './clock.ts'

/** How fast resources of a kind go through their states: at once, every n reads, or every so many ms. */
export type PaceSetting =
  { kind: 'immediate' } | { kind: 'reads'; count: number } | { kind: 'time'; milliseconds: number }

/** Where a resource is on its way; plain JSON, so it can live in a stored document. */
export interface Progress {
  /** What `pace.set` names, e.g. `compute`, `job`. */
  kind: string
  states: string[]
  index: number
  /** Reads since the last change of state. */
  reads: number
  /** Epoch milliseconds of the last change of state. */
  since: number
}

export interface Pace {
  /** For one kind, or for all that have no setting of their own (`*`). */
  set(kind: string, setting: PaceSetting): void
  get(kind: string): PaceSetting
  clear(): void
  start(kind: string, states: [string, ...string[]]): Progress
  /** Counts a client's read and answers the progress after it. Does not change its argument. */
  read(progress: Progress): Progress
}

export const stateOf = (progress: Progress): string => progress.states[progress.index] ?? ''
export const isFinal = (progress: Progress): boolean => progress.index >= progress.states.length - 1

export function createPace(clock: Clock): Pace {
  const settings = new Map<string, PaceSetting>()
  const get = (kind: string): PaceSetting => settings.get(kind) ?? settings.get('*') ?? { kind: 'immediate' }
  return {
    set: (kind, setting) => void settings.set(kind, setting),
    get,
    clear: () => settings.clear(),
    start: (kind, states) => ({ kind, states, index: 0, reads: 0, since: clock.now().getTime() }),
    read: progress => (isFinal(progress) ? progress : step(progress, get(progress.kind), clock)),
  }
}

function step(progress: Progress, setting: PaceSetting, clock: Clock): Progress {
  const last = progress.states.length - 1
  if (setting.kind === 'immediate') return { ...progress, index: last }
  if (setting.kind === 'reads') {
    const reads = progress.reads + 1
    return reads < setting.count
      ? { ...progress, reads }
      : { ...progress, index: progress.index + 1, reads: 0, since: clock.now().getTime() }
  }
  const elapsed = clock.now().getTime() - progress.since
  const steps = Math.floor(elapsed / Math.max(1, setting.milliseconds))
  if (steps === 0) return progress
  const index = Math.min(last, progress.index + steps)
  return { ...progress, index, since: progress.since + steps * setting.milliseconds }
}
