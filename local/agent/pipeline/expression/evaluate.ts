import { Dictionary, isList, type Value } from '../value.ts'
import { toNumber, toText } from './convert.ts'
import { generalFunctions, type ExpressionFunction } from './functions.ts'
import type { Expression } from './parse.ts'
import { parseExpression } from './parse.ts'
import { ExpressionError } from './tokens.ts'

/** The names and extra functions that an expression sees; both are found without regard to case. */
export interface ExpressionScope {
  /** Undefined for a name that does not exist here. */
  name: (name: string) => Value | undefined
  functions?: ReadonlyMap<string, ExpressionFunction>
  /** The contexts that exist here, for the message about an unknown one. */
  known: readonly string[]
}

/** The items that `foo.*` selected; an index applies to each of them. */
class Selection {
  readonly items: readonly Value[]

  constructor(items: readonly Value[]) {
    this.items = items
  }
}

/** @throws ExpressionError for text that is no expression, an unknown name or a failed conversion. */
export function evaluateText(text: string, scope: ExpressionScope): Value {
  return evaluate(parseExpression(text), scope)
}

function evaluate(expression: Expression, scope: ExpressionScope): Value {
  const result = walk(expression, scope)
  return result instanceof Selection ? result.items : result
}

function walk(expression: Expression, scope: ExpressionScope): Value | Selection {
  switch (expression.type) {
    case 'literal':
      return expression.value
    case 'named':
      return named(expression.name, scope)
    case 'call':
      return call(expression, scope)
    case 'wildcard':
      return select(walk(expression.object, scope))
    case 'index':
      return index(walk(expression.object, scope), evaluate(expression.key, scope))
  }
}

function named(name: string, scope: ExpressionScope): Value {
  const value = scope.name(name)
  if (value !== undefined) return value
  throw new ExpressionError(`"${name}" is not known here. Known: ${scope.known.join(', ')}.`)
}

function call(expression: Expression & { type: 'call' }, scope: ExpressionScope): Value {
  const key = expression.name.toLowerCase()
  const definition = scope.functions?.get(key) ?? generalFunctions.get(key)
  if (!definition) {
    const known = [...(scope.functions?.keys() ?? []), ...generalFunctions.keys()].sort()
    throw new ExpressionError(`There is no function "${expression.name}" here. Known: ${known.join(', ')}.`)
  }
  const [least, most] = definition.arity
  const count = expression.arguments.length
  if (count < least || count > most) {
    const expected = most === least ? `${least}` : most > 99 ? `at least ${least}` : `${least} to ${most}`
    throw new ExpressionError(`${expression.name} takes ${expected} argument(s), got ${count}.`)
  }
  return definition.call(expression.arguments.map(argument => evaluate(argument, scope)))
}

function select(value: Value | Selection): Selection {
  if (value instanceof Selection) return new Selection(value.items.flatMap(item => select(item).items))
  if (value instanceof Dictionary) return new Selection([...value.entries.values()])
  return new Selection(isList(value) ? value : [])
}

function index(object: Value | Selection, key: Value): Value | Selection {
  if (object instanceof Selection) {
    const found = object.items.map(item => index(item, key)).filter(item => item !== null)
    return new Selection(found.map(item => (item instanceof Selection ? item.items : item)))
  }
  if (object instanceof Dictionary) return object.get(toText(key))
  if (!isList(object)) return null
  const position = toNumber(key)
  return position === undefined ? null : (object[Math.floor(position)] ?? null)
}
