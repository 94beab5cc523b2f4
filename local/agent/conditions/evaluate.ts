import { toBoolean } from '../pipeline/expression/convert.ts'
import { evaluateText, type ExpressionScope } from '../pipeline/expression/evaluate.ts'
import { ExpressionError } from '../pipeline/expression/tokens.ts'

export interface Verdict {
  holds: boolean
  /** Lines that show how it came about. */
  trace: string[]
}

const defaultCondition = 'succeeded()'

/** @throws ExpressionError for a condition that cannot be read. */
export function evaluateCondition(condition: string | undefined, scope: ExpressionScope): Verdict {
  const text = condition === undefined || condition.trim() === '' ? defaultCondition : condition.trim()
  const holds = toBoolean(evaluateText(text, scope))
  return { holds, trace: [`Evaluating: ${text}`, `Result: ${holds ? 'True' : 'False'}`] }
}

/** The result, or the reason why it cannot be told. */
export function tryCondition(
  condition: string | undefined,
  scope: ExpressionScope,
): Verdict | ExpressionError {
  try {
    return evaluateCondition(condition, scope)
  } catch (error) {
    if (error instanceof ExpressionError) return error
    throw error
  }
}
