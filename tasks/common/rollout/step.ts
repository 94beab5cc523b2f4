import type { Clock } from '../clock.ts'
import type { Log } from '../host/host.ts'
import { LockLostError } from './lock/endpoint-lock.ts'

/** A part of a long operation. Names are stable: what was begun is remembered by them, and undone by them. */
export interface Step {
  readonly name: string
  do(): Promise<void>
}

/** Puts back what the step of that name changed, also when it was interrupted. Safe to call twice. */
export interface Undo {
  readonly name: string
  undo(): Promise<void>
}

/** Told before and after each step, so that another process knows where this one was. */
export interface Journal {
  /** True for a step that an earlier process did to its end. */
  hasEnded(name: string): boolean
  begin(name: string): Promise<void>
  end(name: string): Promise<void>
}

/** How long the steps took that were begun, in milliseconds, in their order. */
export type StepTimes = Map<string, number>

/** Does the steps in order. A failure leaves the journal at the step that failed. */
export async function doSteps(
  steps: readonly Step[],
  journal: Journal,
  { log, clock }: { readonly log: Log; readonly clock: Clock },
  times: StepTimes = new Map(),
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    if (journal.hasEnded(step.name)) continue
    log.progress((100 * index) / steps.length, step.name)
    log.section(`Step ${index + 1} of ${steps.length}: ${step.name}`)
    const start = clock.now()
    try {
      await journal.begin(step.name)
      await step.do()
      await journal.end(step.name)
    } finally {
      times.set(step.name, clock.now() - start)
    }
  }
}

/**
 * Undoes, last first, the steps that were begun. Goes on after a failure and returns all of them. Throws where the task is
 * cancelled or another run has the endpoint: those go on from here.
 */
export async function undoSteps(
  undos: readonly Undo[],
  begun: readonly string[],
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<unknown[]> {
  const failures: unknown[] = []
  for (const step of [...undos].reverse()) {
    if (!begun.includes(step.name)) continue
    log.info(`Undoing: ${step.name}`)
    try {
      await step.undo()
    } catch (error) {
      if (signal.aborted || error instanceof LockLostError) throw error
      failures.push(error)
    }
  }
  return failures
}
