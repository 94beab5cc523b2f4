import { isTerminal } from '../../job/jobs.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import { listChildren, readDetails, type ChildRun, type RunDetails } from '../history/run-history.ts'
import { RunLogs } from '../logs/run-logs.ts'

/** The step that made a pipeline fail, with the end of its log. */
export interface FailedPart {
  readonly step?: string
  readonly details?: RunDetails
  readonly tail: readonly string[]
}

interface FollowedStep {
  readonly name: string
  readonly logs: RunLogs
  status: string
  drained: boolean
  details?: RunDetails
}

/** The steps of a pipeline job: each one's states and log lines under its own name. */
export class StepFollower {
  readonly #workspace: Workspace
  readonly #pipeline: string
  readonly #steps = new Map<string, FollowedStep>()
  #done = 0

  constructor(workspace: Workspace, pipeline: string) {
    this.#workspace = workspace
    this.#pipeline = pipeline
  }

  get failure(): FailedPart | undefined {
    const failed = [...this.#steps.values()].find(step => step.status === 'Failed')
    return (
      failed && {
        step: failed.name,
        tail: failed.logs.tail,
        ...(failed.details && { details: failed.details }),
      }
    )
  }

  async read(): Promise<void> {
    for (const child of await listChildren(this.#workspace, this.#pipeline)) await this.#readStep(child)
    this.#progress()
  }

  /** Reads what was written after the pipeline's last state, and what has no line end. */
  async end(): Promise<void> {
    await this.read()
    for (const step of this.#steps.values()) if (!step.drained) step.logs.end()
  }

  async #readStep(child: ChildRun): Promise<void> {
    const step = this.#stepOf(child)
    if (step.drained) return
    const details = await readDetails(this.#workspace, child.runId)
    step.details = details
    const hasEnded = isTerminal(details.status)
    if (!hasEnded) this.#announce(step, details.status, child)
    await step.logs.read(this.#workspace.session.anonymous, details)
    if (!hasEnded) return
    step.logs.end()
    step.drained = true
    this.#announce(step, details.status, child)
  }

  #announce(step: FollowedStep, status: string, child: ChildRun): void {
    if (status === step.status) return
    const reused = child.properties?.['azureml.isreused'] === 'true' ? ' (reused from an earlier run)' : ''
    step.status = status
    this.#workspace.session.log.section(`Step ${step.name}: ${status}${reused}`)
  }

  #stepOf(child: ChildRun): FollowedStep {
    const known = this.#steps.get(child.runId)
    if (known) return known
    const name = child.displayName ?? child.runId
    const logs = new RunLogs(line => this.#workspace.session.log.info(`${name} | ${line}`))
    const step: FollowedStep = { name, logs, status: '', drained: false }
    this.#steps.set(child.runId, step)
    return step
  }

  #progress(): void {
    const steps = [...this.#steps.values()]
    const done = steps.filter(step => step.drained).length
    if (done > this.#done) {
      this.#done = done
      this.#workspace.session.log.progress(
        (100 * done) / steps.length,
        `${done} of ${steps.length} steps are done`,
      )
    }
  }
}
