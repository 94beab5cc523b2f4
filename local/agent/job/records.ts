import type { TaskResult } from './result.ts'

export interface Issue {
  type: 'error' | 'warning'
  message: string
}

export interface OutputVariable {
  value: string
  secret: boolean
}

/** What is known of one step while and after it ran. */
export interface StepRecord {
  /** Reference name. */
  name: string
  displayName: string
  /** `Name@major`. */
  task: string
  phase: 'pre' | 'main' | 'post'
  startedAt: Date | undefined
  finishedAt: Date | undefined
  result: TaskResult | undefined
  /** How often the task was run. */
  attempts: number
  /** Percent, as the task reports it. */
  progress: number | undefined
  outputs: Map<string, OutputVariable>
  issues: Issue[]
}

/** Hears what happens in a job. Lines are masked. */
export interface JobListener {
  stepStarted?: (step: StepRecord) => void
  /** `step` is undefined for lines of the job itself. */
  line?: (line: string, step: StepRecord | undefined) => void
  progress?: (step: StepRecord) => void
  stepFinished?: (step: StepRecord) => void
  /** Markdown handed over by `task.uploadsummary`. */
  summary?: (markdown: string, title: string, step: StepRecord) => void
  buildNumberChanged?: (buildNumber: string) => void
  tagAdded?: (tag: string) => void
  /** A process of the job was started. */
  processStarted?: (pid: number) => void
}
