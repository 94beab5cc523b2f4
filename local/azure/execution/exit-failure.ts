import { basename } from 'node:path'
import type { ProcessEnd } from './processes/process-group.ts'
import { JobFailure } from './run-error.ts'

const shownLines = 20

/** The sentence of run history for a command that did not exit 0, with the last lines it wrote to standard error. */
export function exitFailure(
  command: string,
  { exitCode, signal }: ProcessEnd,
  errorOutput: string,
  logName = 'user_logs/std_log.txt',
): JobFailure {
  const lines = errorOutput.trim().split('\n').slice(-shownLines).join('\n')
  const how = exitCode === undefined ? `was ended by ${signal}` : `exited with status code ${exitCode}`
  const error = lines ? ` Error: ${lines}` : ''
  return new JobFailure(
    `Execution failed. User process '${programOf(command)}' ${how}. Please check log file '${logName}' for error details.${error}`,
  )
}

/** The first word of the command that is no variable assignment. */
function programOf(command: string): string {
  const program = command
    .trim()
    .split(/\s+/)
    .find(word => !/^[A-Za-z_][A-Za-z0-9_]*=/.test(word))
  return basename(program ?? 'bash')
}
