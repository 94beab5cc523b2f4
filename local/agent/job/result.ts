/** Results of steps, jobs and stages, from good to bad in the order that merging uses. */
const taskResults = [
  'Succeeded',
  'SucceededWithIssues',
  'Failed',
  'Canceled',
  'Skipped',
  'Abandoned',
] as const

export type TaskResult = (typeof taskResults)[number]

const rank = (result: TaskResult): number => taskResults.indexOf(result)

/** Undefined for a word that is no result; the agent does not forgive another case or spelling. */
export function readResult(text: string): TaskResult | undefined {
  return taskResults.find(result => result === text)
}

/** Canceled, Skipped and Abandoned stick; otherwise the worse of the two wins. */
export function mergeResults(current: TaskResult | undefined, next: TaskResult): TaskResult {
  if (current === undefined) return next
  if (rank(current) > rank('Failed')) return current
  return rank(next) >= rank(current) ? next : current
}

export function hasSucceeded(result: TaskResult | undefined): boolean {
  return result === undefined || result === 'Succeeded' || result === 'SucceededWithIssues'
}
