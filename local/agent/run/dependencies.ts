import type { Job, Stage } from '../pipeline/model.ts'
import { Dictionary, type Value } from '../pipeline/value.ts'
import type { TaskResult } from '../job/result.ts'
import type { JobState, StageState } from './state.ts'

/** Outputs of all legs of a job by the names under which other jobs see them. */
function jobOutputs(jobs: readonly JobState[]): [string, Value][] {
  return jobs.flatMap(job =>
    Object.entries(job.outputs).map(([name, { value }]): [string, Value] => [
      outputPrefix(job) + name,
      value,
    ]),
  )
}

function outputPrefix({ kind, name, leg }: JobState): string {
  if (kind === 'deployment') return `${name}.`
  return leg === undefined ? '' : `${leg}.`
}

/** The result of all legs of a job taken together. */
export function combineResults(results: readonly (TaskResult | undefined)[]): TaskResult {
  const known = results.filter(result => result !== undefined)
  if (known.length === 0 || known.every(result => result === 'Skipped')) return 'Skipped'
  for (const result of ['Failed', 'Abandoned', 'Canceled', 'SucceededWithIssues'] as const) {
    if (known.includes(result)) return result === 'Abandoned' ? 'Failed' : result
  }
  return 'Succeeded'
}

function byName(jobs: readonly JobState[]): Map<string, JobState[]> {
  const groups = new Map<string, JobState[]>()
  for (const job of jobs) groups.set(job.name, [...(groups.get(job.name) ?? []), job])
  return groups
}

function describeJobs(jobs: readonly JobState[]): Dictionary {
  return new Dictionary([
    ['result', combineResults(jobs.map(job => job.result))],
    ['outputs', new Dictionary(jobOutputs(jobs))],
  ])
}

/** `dependencies` of a job: the jobs of its stage that it depends on. */
export function jobDependencies(job: Job, stage: StageState): Dictionary {
  const groups = byName(stage.jobs)
  return new Dictionary(
    job.dependsOn.flatMap(({ text }): [string, Value][] => {
      const jobs = [...groups].find(([name]) => name.toLowerCase() === text.toLowerCase())?.[1]
      return jobs ? [[text, describeJobs(jobs)]] : []
    }),
  )
}

/** `dependencies` of a stage: results, and outputs under `job.step.variable`. */
export function stageDependencies(stage: Stage, finished: readonly StageState[]): Dictionary {
  return new Dictionary(
    upstream(stage, finished).map((state): [string, Value] => {
      const outputs = [...byName(state.jobs)].flatMap(([name, jobs]) =>
        jobOutputs(jobs).map(([key, value]): [string, Value] => [`${name}.${key}`, value]),
      )
      return [
        state.name,
        new Dictionary([
          ['result', state.result ?? 'Skipped'],
          ['outputs', new Dictionary(outputs)],
        ]),
      ]
    }),
  )
}

/** `stageDependencies` of a job: the jobs of the stages that its stage depends on. */
export function jobsOfStages(stage: Stage, finished: readonly StageState[]): Dictionary {
  return new Dictionary(
    upstream(stage, finished).map((state): [string, Value] => [
      state.name,
      new Dictionary(
        [...byName(state.jobs)].map(([name, jobs]): [string, Value] => [name, describeJobs(jobs)]),
      ),
    ]),
  )
}

function upstream(stage: Stage, finished: readonly StageState[]): StageState[] {
  const names = stage.dependsOn.map(({ text }) => text.toLowerCase())
  return finished.filter(state => names.includes(state.name.toLowerCase()))
}

/** Everything that a stage or job comes after, at any distance. */
export function ancestors<T extends Stage | Job>(node: T, nodes: readonly T[]): T[] {
  const found = new Set<T>()
  const visit = (one: T): void => {
    for (const { text } of one.dependsOn) {
      const target = nodes.find(({ name }) => name.toLowerCase() === text.toLowerCase())
      if (!target || found.has(target)) continue
      found.add(target)
      visit(target)
    }
  }
  visit(node)
  return [...found]
}
