/** The property by which a sweep names its best trial. */
export const BEST_TRIAL = 'best_child_run_id'

/** What a sweep looks for. */
export interface Objective {
  readonly metric: string
  readonly goal: 'minimize' | 'maximize'
}

/** From the properties of a sweep's run; undefined for every other run. */
export function objectiveOf(properties: Readonly<Record<string, string>> = {}): Objective | undefined {
  const config = properties['primary_metric_config']
  if (!config) return undefined
  const { name, goal } = JSON.parse(config) as { name?: string; goal?: string }
  if (!name) return undefined
  return { metric: name, goal: goal?.toLowerCase() === 'minimize' ? 'minimize' : 'maximize' }
}
