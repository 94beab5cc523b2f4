import { isAbsolute, relative } from 'node:path'

/** A place in a pipeline file; line and column count from one. */
export interface Position {
  file: string
  line: number
  column: number
}

/** How a file is called in messages: from the working directory, or whole when it lies elsewhere. */
export function displayPath(path: string): string {
  const name = relative(process.cwd(), path)
  return name.startsWith('..') || isAbsolute(name) ? path : name
}

function describePosition(at: Position): string {
  return `${at.file}:${at.line}:${at.column}`
}

/** A pipeline that cannot be run as written. The message starts with `file:line:column` and ends with the remedy. */
export class PipelineError extends Error {
  readonly at: Position

  constructor(at: Position, problem: string, remedy: string) {
    super(`${describePosition(at)}: ${problem} ${remedy}`.trim())
    this.name = 'PipelineError'
    this.at = at
  }
}
