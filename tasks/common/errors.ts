/** What a user can do about a failure, beside what failed. The runner prints each part on a line of its own. */
export interface TaskErrorDetails {
  /** The likely cause, one sentence. */
  readonly cause?: string
  /** What to do now, one or more sentences. */
  readonly remedy?: string
  /** The error underneath; its service code, message and request id are printed last. */
  readonly error?: unknown
}

/** A failure that was foreseen: its message is written for the person who reads the pipeline's log. */
export class TaskError extends Error {
  override readonly name: string = 'TaskError'
  readonly likelyCause: string | undefined
  readonly remedy: string | undefined

  constructor(message: string, details: TaskErrorDetails = {}) {
    super(message, details.error === undefined ? {} : { cause: details.error })
    this.likelyCause = details.cause
    this.remedy = details.remedy
  }
}

/** All bad inputs of a task, found before its first call. */
export class InputError extends TaskError {
  override readonly name = 'InputError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(problems.length === 1 ? '1 input is not usable.' : `${problems.length} inputs are not usable.`, {
      remedy: 'Correct the inputs named above; nothing was sent to Azure.',
    })
    this.problems = problems
  }
}

/** Thrown where work stops because the pipeline was cancelled or a deadline of ours aborted it. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError'

  constructor(what: string) {
    super(`${what} was interrupted.`)
  }
}

/** One sentence for any thrown value. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
