import { InputError, TaskError, messageOf } from '../errors.ts'

/**
 * The lines that explain a failure, first to last: what failed, the likely cause, what to do, and then what the
 * service said. Bad inputs come one a line before.
 */
export function explain(error: unknown): string[] {
  if (!(error instanceof TaskError)) return unexpected(error)
  const lines = error instanceof InputError ? error.problems.map(problem => `Input ${problem}`) : []
  lines.push(error.message)
  if (error.likelyCause) lines.push(`Likely cause: ${error.likelyCause}`)
  if (error.remedy) lines.push(`What to do: ${error.remedy}`)
  return [...lines, ...underneath(error.cause)]
}

function unexpected(error: unknown): string[] {
  return [`The task met an error that it did not foresee: ${messageOf(error)}`, ...underneath(causeOf(error))]
}

function underneath(error: unknown): string[] {
  const lines: string[] = []
  for (let cause = error; cause !== undefined && lines.length < 5; cause = causeOf(cause)) {
    lines.push(`Caused by: ${messageOf(cause)}`)
  }
  return lines
}

const causeOf = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined)
