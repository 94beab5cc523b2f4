import type { RunState } from './state.ts'

/** A run as `summary.json` tells it to programs. */
export interface RunSummary {
  result: string
  stages: {
    name: string
    result: string
    jobs: {
      name: string
      result: string
      steps: {
        name: string
        task: string
        result: string
        seconds: number
        attempts: number
        outputs: Record<string, string>
      }[]
    }[]
  }[]
}

export function summarize(state: RunState): RunSummary {
  return {
    result: state.result ?? 'Abandoned',
    stages: state.stages.map(stage => ({
      name: stage.name,
      result: stage.result ?? 'Skipped',
      jobs: stage.jobs.map(job => ({
        name: job.leg === undefined ? job.name : `${job.name} ${job.leg}`,
        result: job.result ?? 'Skipped',
        steps: job.steps
          .filter(step => step.phase === 'main')
          .map(step => ({
            name: step.name,
            task: step.task,
            result: step.result ?? 'Abandoned',
            seconds: seconds(step.startedAt, step.finishedAt),
            attempts: step.attempts,
            outputs: step.outputs,
          })),
      })),
    })),
  }
}

/** Duration between two ISO times with a precision of milliseconds; 0 when one is missing. */
export function seconds(from: string | undefined, to: string | undefined): number {
  return from === undefined || to === undefined ? 0 : (Date.parse(to) - Date.parse(from)) / 1000
}
