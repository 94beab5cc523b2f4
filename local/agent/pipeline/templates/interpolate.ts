import { toText } from '../expression/convert.ts'
import { evaluateText } from '../expression/evaluate.ts'
import { ExpressionError } from '../expression/tokens.ts'
import { PipelineError, type Position } from '../position.ts'
import type { Value } from '../value.ts'
import { expressionScope, type TemplateScope } from './scope.ts'

type Part = { literal: string } | { expression: string }

/** The value of a scalar: typed when the whole text is one `${{ }}`, else text with each expression replaced. */
export function interpolate(text: string, scope: TemplateScope, at: Position): Value {
  if (!text.includes('${{')) return text
  const parts = splitParts(text, at)
  const only = parts[0]
  if (parts.length === 1 && only && 'expression' in only) return evaluateAt(only.expression, scope, at)
  return parts
    .map(part => ('literal' in part ? part.literal : toText(evaluateAt(part.expression, scope, at))))
    .join('')
}

export function evaluateAt(expression: string, scope: TemplateScope, at: Position): Value {
  try {
    return evaluateText(expression, expressionScope(scope))
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new PipelineError(at, error.message, 'Correct the expression.')
    throw error
  }
}

function splitParts(text: string, at: Position): Part[] {
  const parts: Part[] = []
  let index = 0
  for (;;) {
    const start = text.indexOf('${{', index)
    if (start < 0) break
    const end = findEnd(text, start + 3)
    if (end < 0) throw new PipelineError(at, 'A "${{" is not closed.', 'Write "}}" after the expression.')
    if (start > index) parts.push({ literal: text.slice(index, start) })
    parts.push({ expression: text.slice(start + 3, end).trim() })
    index = end + 2
  }
  if (index < text.length) parts.push({ literal: text.slice(index) })
  return parts
}

/** The `}}` that closes the expression; one inside a string does not count. */
function findEnd(text: string, from: number): number {
  let quoted = false
  for (let index = from; index < text.length - 1; index++) {
    if (text[index] === "'") quoted = !quoted
    else if (!quoted && text.startsWith('}}', index)) return index
  }
  return -1
}
