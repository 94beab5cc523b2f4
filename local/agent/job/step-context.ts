import type { ResolvedTask } from '../tasks/catalogue.ts'
import type { CommandRestrictions } from '../tasks/manifest.ts'
import type { Step } from '../pipeline/model.ts'
import type { Variables } from '../variables/variables.ts'
import type { JobContext } from './context.ts'
import type { Issue, StepRecord } from './records.ts'
import { mergeResults, type TaskResult } from './result.ts'

/** A step of a job with its task found; shared by its pre-job, main and post-job parts. */
export interface JobStep {
  specification: Step
  /** Given or made up (`CmdLine1`); the first half of an output variable's name. */
  refName: string
  /** GUID. */
  instanceId: string
  task: ResolvedTask
  /** Variables that only this step's parts see. */
  taskVariables: Variables
}

export interface Detail {
  name: string
  type: string
}

/** One part of a step while it runs: what its output says about its result. */
export class StepContext {
  readonly job: JobContext
  readonly step: JobStep
  readonly record: StepRecord
  readonly details = new Map<string, Detail>()
  #taskResult: TaskResult | undefined
  #commandResult: TaskResult | undefined
  #closed = false
  readonly #done = new AbortController()

  constructor(job: JobContext, step: JobStep, record: StepRecord) {
    this.job = job
    this.step = step
    this.record = record
  }

  log(line: string): void {
    for (const part of line.split(/\r?\n/)) this.job.log(part, this.record)
  }

  debug(text: string): void {
    if (this.job.debug) this.log(`##[debug]${text}`)
  }

  issue(type: Issue['type'], message: string): void {
    this.record.issues.push({ type, message: this.job.parts.masker.apply(message) })
    this.log(`##[${type}]${message}`)
  }

  /** A result said by `task.complete`. */
  complete(result: TaskResult): void {
    this.#taskResult = mergeResults(this.#taskResult, result)
  }

  failCommand(): void {
    this.#commandResult = 'Failed'
  }

  /** Succeeded when nothing else was said. */
  get result(): TaskResult {
    const said = this.#taskResult ?? 'Succeeded'
    return this.#commandResult === undefined ? said : mergeResults(said, this.#commandResult)
  }

  /** Forgets the results of an attempt that is to be repeated. */
  reset(): void {
    this.#taskResult = undefined
    this.#commandResult = undefined
  }

  /** `task.complete done=true`: the step ends soon, whatever its process does. */
  get done(): AbortSignal {
    return this.#done.signal
  }

  finishSoon(): void {
    this.#done.abort()
  }

  /** What a process says after its step has ended is dropped. */
  close(): void {
    this.#closed = true
  }

  get closed(): boolean {
    return this.#closed
  }

  /** Restrictions of the task and of the step's `target` together; the stricter wins. */
  get restrictions(): CommandRestrictions {
    const { restrictions } = this.step.task.manifest
    const target = this.step.specification.target
    return {
      commands: target?.commands === 'restricted' ? 'restricted' : restrictions.commands,
      settableVariables: target?.settableVariables ?? restrictions.settableVariables,
    }
  }
}
