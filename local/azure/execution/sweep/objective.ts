/** What a sweep looks for. */
export interface Objective {
  primaryMetric: string
  goal: 'Maximize' | 'Minimize'
}
