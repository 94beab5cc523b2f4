import { runtimeScope, statusFunctions } from '../conditions/scope.ts'
import { tryCondition, type Verdict } from '../conditions/evaluate.ts'
import type { ExpressionError } from '../pipeline/expression/tokens.ts'
import { Dictionary } from '../pipeline/value.ts'
import type { JobContext } from './context.ts'
import { hasSucceeded } from './result.ts'

/** A step's condition, seen from the job as it stands now. */
export function evaluateStepCondition(
  job: JobContext,
  condition: string | undefined,
): Verdict | ExpressionError {
  const result = hasSucceeded(job.result) ? 'Succeeded' : (job.result ?? 'Succeeded')
  const status = { canceled: job.parts.cancellation.requested, result: () => result, all: [result] }
  const variables = new Dictionary(job.parts.variables.list().map(({ name, value }) => [name, value]))
  return tryCondition(condition, runtimeScope({ variables }, statusFunctions(status)))
}
