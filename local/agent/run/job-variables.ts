import { runtimeScope } from '../conditions/scope.ts'
import { toText } from '../pipeline/expression/convert.ts'
import { evaluateText } from '../pipeline/expression/evaluate.ts'
import { ExpressionError } from '../pipeline/expression/tokens.ts'
import type { VariableDeclaration } from '../pipeline/model.ts'
import { PipelineError, type Position } from '../pipeline/position.ts'
import { Dictionary, type Value } from '../pipeline/value.ts'
import { Variables, type Variable } from '../variables/variables.ts'

export type Contexts = Readonly<Record<string, Value>>

/**
 * The variables of a stage or job: predefined ones first, then those of the file from the outside in. A value that
 * is one runtime expression `$[ … ]` is evaluated with what stands before it.
 */
export function resolveVariables(
  predefined: readonly Variable[],
  levels: readonly (readonly VariableDeclaration[])[],
  contexts: Contexts,
): Variables {
  const variables = new Variables(predefined)
  for (const { name, value, readonly, at } of levels.flat()) {
    const text = evaluateRuntime(value, variables, contexts, at)
    refuseSystemVariable(name, variables, predefined, at)
    variables.define({ name, value: text, secret: false, readonly })
  }
  return variables
}

function refuseSystemVariable(
  name: string,
  variables: Variables,
  predefined: readonly Variable[],
  at: Position,
): void {
  const known = variables.find(name)
  if (known?.readonly !== true || !predefined.includes(known)) return
  throw new PipelineError(
    at,
    `"${name}" is a variable of the system and cannot be set.`,
    'Choose another name.',
  )
}

export function variablesDictionary(variables: Variables): Dictionary {
  return new Dictionary(variables.list().map(({ name, value }) => [name, value]))
}

/** The value of `$[ … ]`, or the text itself. @throws PipelineError */
function evaluateRuntime(text: string, variables: Variables, contexts: Contexts, at: Position): string {
  return toText(evaluateRuntimeValue(text, variables, contexts, at))
}

export function evaluateRuntimeValue(
  text: string,
  variables: Variables,
  contexts: Contexts,
  at: Position,
): Value {
  const expression = /^\s*\$\[([\s\S]*)\]\s*$/.exec(text)?.[1]
  if (expression === undefined) return text
  try {
    return evaluateText(expression, runtimeScope({ variables: variablesDictionary(variables), ...contexts }))
  } catch (error) {
    if (error instanceof ExpressionError)
      throw new PipelineError(at, error.message, 'Correct the expression.')
    throw error
  }
}
