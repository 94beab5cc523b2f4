import type { JobState, RunState, StageState, StepState } from './state.ts'

/** Hears what happens in a run. Lines are masked. */
export interface RunListener {
  runStarted?: (run: RunState) => void
  stageStarted?: (stage: StageState) => void
  jobStarted?: (job: JobState, stage: StageState) => void
  stepStarted?: (step: StepState, job: JobState) => void
  /** `step` is undefined for lines that belong to the job. */
  line?: (line: string, time: Date, step: StepState | undefined) => void
  progress?: (percent: number, step: StepState) => void
  stepFinished?: (step: StepState, job: JobState) => void
  jobFinished?: (job: JobState, stage: StageState) => void
  stageFinished?: (stage: StageState) => void
  canceling?: () => void
}

/** One listener that tells several. */
export function combineListeners(listeners: readonly RunListener[]): RunListener {
  return {
    runStarted: run => listeners.forEach(one => one.runStarted?.(run)),
    stageStarted: stage => listeners.forEach(one => one.stageStarted?.(stage)),
    jobStarted: (job, stage) => listeners.forEach(one => one.jobStarted?.(job, stage)),
    stepStarted: (step, job) => listeners.forEach(one => one.stepStarted?.(step, job)),
    line: (line, time, step) => listeners.forEach(one => one.line?.(line, time, step)),
    progress: (percent, step) => listeners.forEach(one => one.progress?.(percent, step)),
    stepFinished: (step, job) => listeners.forEach(one => one.stepFinished?.(step, job)),
    jobFinished: (job, stage) => listeners.forEach(one => one.jobFinished?.(job, stage)),
    stageFinished: stage => listeners.forEach(one => one.stageFinished?.(stage)),
    canceling: () => listeners.forEach(one => one.canceling?.()),
  }
}
