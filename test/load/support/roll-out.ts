import type { AgentFolders } from '../../bundle/support/agent-folders.ts'
import { type Launch, type Launched, type Running, startTask } from '../../bundle/support/launch-task.ts'
import { monotonic } from './monotonic.ts'

export interface StepTime {
  readonly name: string
  readonly seconds: number
}

/** The deploying task in a process of its own, watched step by step. */
export class RollOut {
  readonly began = monotonic()
  readonly running: Running
  readonly #steps: { name: string; at: number }[] = []

  constructor(folders: AgentFolders, launch: Launch) {
    this.running = startTask(folders, { ...launch, onLine: line => this.#see(line) })
  }

  get ended(): Promise<Launched> {
    return this.running.ended
  }

  /** Resolves when the step begins; rejects when the task ends without it. */
  begins(step: string): Promise<void> {
    const name = step.replaceAll(/[^\w ]/g, '\\$&')
    return this.running.saw(new RegExp(`Step \\d+ of \\d+: ${name}\\r?\\n`))
  }

  /** The steps that were begun, each until the next one or until now. */
  steps(): StepTime[] {
    const ends = [...this.#steps.slice(1).map(({ at }) => at), monotonic()]
    return this.#steps.map(({ name, at }, index) => ({ name, seconds: ((ends[index] ?? at) - at) / 1000 }))
  }

  /** What the agent does when the pipeline is cancelled. */
  async cancel(): Promise<Launched> {
    const ladder = [
      setTimeout(() => this.running.signal('SIGTERM'), 7_500),
      setTimeout(() => this.running.signal('SIGKILL'), 10_000),
    ]
    this.running.signal('SIGINT')
    const ended = await this.ended
    for (const rung of ladder) clearTimeout(rung)
    return ended
  }

  #see(line: string): void {
    const [, name] = /Step \d+ of \d+: (.+?)\s*$/.exec(line) ?? []
    if (name !== undefined) this.#steps.push({ name, at: monotonic() })
  }
}
