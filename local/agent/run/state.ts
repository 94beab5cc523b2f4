import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { BuildFacts } from '../job/predefined.ts'
import type { Issue, OutputVariable } from '../job/records.ts'
import type { TaskResult } from '../job/result.ts'

export interface StepState {
  name: string
  displayName: string
  task: string
  phase: 'pre' | 'main' | 'post'
  result: TaskResult | undefined
  /** ISO 8601. */
  startedAt: string | undefined
  finishedAt: string | undefined
  attempts: number
  /** Values of secrets are `***`. */
  outputs: Record<string, string>
  issues: Issue[]
  /** Relative to the folder of the logs. */
  log: string
}

export interface JobState {
  name: string
  /** Name of the leg of a matrix. */
  leg: string | undefined
  displayName: string
  kind: 'job' | 'deployment'
  result: TaskResult | undefined
  startedAt: string | undefined
  finishedAt: string | undefined
  /** Marks the processes of the job. */
  lookupId: string
  steps: StepState[]
  /** By `step.variable`. Secret ones are not kept: they hold within their stage only. */
  outputs: Record<string, OutputVariable>
}

export interface StageState {
  name: string
  displayName: string
  attempt: number
  result: TaskResult | undefined
  startedAt: string | undefined
  finishedAt: string | undefined
  jobs: JobState[]
}

export interface Summary {
  title: string
  markdown: string
  /** Step it came from. */
  step: string
}

/** Everything that must be known to show a run, or to take it up again. */
export interface RunState {
  build: BuildFacts
  definition: { id: number; name: string }
  /** Absolute. */
  file: string
  /** Values typed by the user. */
  variables: Record<string, string>
  planId: string
  timelineId: string
  attempt: number
  startedAt: string
  finishedAt: string | undefined
  /** Undefined while it runs, and for ever when its agent died. */
  result: TaskResult | undefined
  outputDirectory: string
  /** Whether the folder was chosen by us, so that `latest` beside it leads to it. */
  hasDefaultOutput: boolean
  stages: StageState[]
  summaries: Summary[]
  tags: string[]
  /** What is wrong with the run itself. */
  problems: string[]
}

/** The folder of one run in the state of the agent. */
export function runFolder(stateDirectory: string, buildId: number): string {
  return join(stateDirectory, 'agent', 'runs', String(buildId))
}

/** Written whole or not at all: the agent may be killed at any time. */
export function saveRun(stateDirectory: string, state: RunState): void {
  const folder = runFolder(stateDirectory, state.build.id)
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'run.json')
  writeFileSync(`${path}.new`, JSON.stringify(withoutSecrets(state), null, 2))
  renameSync(`${path}.new`, path)
}

function withoutSecrets(state: RunState): RunState {
  const stages = state.stages.map(stage => ({
    ...stage,
    jobs: stage.jobs.map(job => ({
      ...job,
      outputs: Object.fromEntries(Object.entries(job.outputs).filter(([, output]) => !output.secret)),
    })),
  }))
  return { ...state, stages }
}

export function loadLastRun(stateDirectory: string): RunState | undefined {
  const runs = join(stateDirectory, 'agent', 'runs')
  const ids = existsSync(runs) ? readdirSync(runs).map(Number).filter(Number.isInteger) : []
  const last = ids.sort((a, b) => b - a).find(id => existsSync(join(runs, String(id), 'run.json')))
  if (last === undefined) return undefined
  // Written by saveRun above, by this program alone.
  return JSON.parse(readFileSync(join(runs, String(last), 'run.json'), 'utf8')) as RunState
}
