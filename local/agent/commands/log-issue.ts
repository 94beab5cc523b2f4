import type { StepContext } from '../job/step-context.ts'
import type { Command } from './parse.ts'

/** Puts an issue on the record and into the log; the step does not fail by it. */
export function logIssue(context: StepContext, { properties, data }: Command): void {
  const type = properties.get('type')?.toLowerCase()
  if (type !== 'error' && type !== 'warning') {
    throw new Error(`issue type '${type ?? ''}' is not an expected issue type.`)
  }
  context.issue(type, withSource(type, properties, data))
}

/** `file(line,column): error code: message`, as compilers write it. */
function withSource(type: string, properties: ReadonlyMap<string, string>, message: string): string {
  const path = properties.get('sourcepath')
  if (path === undefined) return message
  const [line, column] = [properties.get('linenumber') ?? '0', properties.get('columnnumber') ?? '0']
  return `${path}(${line},${column}): ${type} ${properties.get('code') ?? ''}: ${message}`
}
