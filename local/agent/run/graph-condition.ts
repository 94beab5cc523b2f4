import { runtimeScope, statusFunctions } from '../conditions/scope.ts'
import { evaluateCondition } from '../conditions/evaluate.ts'
import { ExpressionError } from '../pipeline/expression/tokens.ts'
import type { Located } from '../pipeline/model.ts'
import { PipelineError } from '../pipeline/position.ts'
import type { Value } from '../pipeline/value.ts'
import type { TaskResult } from '../job/result.ts'

export interface GraphCondition {
  canceled: boolean
  /** Results of everything before, by name in lower case. */
  results: ReadonlyMap<string, TaskResult>
  contexts: Readonly<Record<string, Value>>
}

/** The condition of a stage or job. @throws PipelineError */
export function evaluateGraphCondition(condition: Located | undefined, given: GraphCondition): boolean {
  const functions = statusFunctions({
    canceled: given.canceled,
    result: name => given.results.get(name.toLowerCase()),
    all: [...given.results.values()],
  })
  try {
    return evaluateCondition(condition?.text, runtimeScope(given.contexts, functions)).holds
  } catch (error) {
    if (error instanceof ExpressionError && condition) {
      throw new PipelineError(condition.at, error.message, 'Correct the condition.')
    }
    throw error
  }
}
