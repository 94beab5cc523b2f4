import { Dictionary, isList, Version, type Value } from '../value.ts'
import { areEqual, compare, isPlain, toBoolean, toText } from './convert.ts'
import { ExpressionError } from './tokens.ts'

export interface ExpressionFunction {
  /** Least and greatest number of arguments. */
  arity: readonly [number, number]
  call: (values: readonly Value[]) => Value
}

const many = Number.POSITIVE_INFINITY

function define(least: number, most: number, call: (values: readonly Value[]) => Value): ExpressionFunction {
  return { arity: [least, most], call }
}

function comparison(accept: (order: number) => boolean): ExpressionFunction {
  return define(2, 2, ([left = null, right = null]) => {
    const order = compare(left, right)
    if (order === undefined) {
      throw new ExpressionError(
        `"${toText(right)}" cannot be compared with "${toText(left)}": their types differ.`,
      )
    }
    return accept(order)
  })
}

function onText(call: (...texts: string[]) => Value, count: number): ExpressionFunction {
  return define(count, count, values => call(...values.map(toText)))
}

const lower = (text: string): string => text.toLowerCase()

/** The general functions of the language, keyed by lower-case name; status functions are added by the caller. */
export const generalFunctions: ReadonlyMap<string, ExpressionFunction> = new Map(
  Object.entries({
    and: define(2, many, values => values.every(toBoolean)),
    coalesce: define(2, many, values => values.find(value => value !== null && value !== '') ?? null),
    contains: onText((text = '', part = '') => lower(text).includes(lower(part)), 2),
    containsvalue: define(2, 2, ([list = null, wanted = null]) =>
      members(list).some(item => areEqual(item, wanted)),
    ),
    converttojson: define(1, 1, ([value = null]) => JSON.stringify(toJson(value), null, 2)),
    endswith: onText((text = '', end = '') => lower(text).endsWith(lower(end)), 2),
    eq: define(2, 2, ([left = null, right = null]) => areEqual(left, right)),
    format: define(1, many, ([template = null, ...values]) => format(toText(template), values)),
    ge: comparison(order => order >= 0),
    gt: comparison(order => order > 0),
    iif: define(3, 3, ([test = null, yes = null, no = null]) => (toBoolean(test) ? yes : no)),
    in: define(1, many, ([needle = null, ...values]) => values.some(value => areEqual(needle, value))),
    join: define(2, 2, ([separator = null, list = null]) => join(toText(separator), list)),
    le: comparison(order => order <= 0),
    length: define(1, 1, ([value = null]) => length(value)),
    lower: onText((text = '') => lower(text), 1),
    lt: comparison(order => order < 0),
    ne: define(2, 2, ([left = null, right = null]) => !areEqual(left, right)),
    not: define(1, 1, ([value = null]) => !toBoolean(value)),
    notin: define(1, many, ([needle = null, ...values]) => !values.some(value => areEqual(needle, value))),
    or: define(2, many, values => values.some(toBoolean)),
    replace: onText(
      (text = '', from = '', to = '') => (from === '' ? text : text.replaceAll(from, () => to)),
      3,
    ),
    split: onText((text = '', separators = '') => split(text, separators), 2),
    startswith: onText((text = '', start = '') => lower(text).startsWith(lower(start)), 2),
    trim: onText((text = '') => text.trim(), 1),
    upper: onText((text = '') => text.toUpperCase(), 1),
    xor: define(2, 2, ([left = null, right = null]) => toBoolean(left) !== toBoolean(right)),
  }),
)

function members(value: Value): readonly Value[] {
  if (isList(value)) return value
  return value instanceof Dictionary ? [...value.entries.values()] : []
}

function join(separator: string, list: Value): string {
  if (!isList(list)) return toText(list)
  return list.map(item => (isPlain(item) ? toText(item) : '')).join(separator)
}

function length(value: Value): number {
  if (value instanceof Dictionary) return value.entries.size
  return isList(value) ? value.length : toText(value).length
}

/** Each character of `separators` separates, as in .NET. */
function split(text: string, separators: string): string[] {
  const marks = new Set(separators)
  const parts: string[] = []
  let part = ''
  for (const character of text) {
    if (marks.has(character)) {
      parts.push(part)
      part = ''
    } else part += character
  }
  return [...parts, part]
}

function format(template: string, values: readonly Value[]): string {
  return template.replace(/\{\{|\}\}|\{(\d+)\}|\{[^}]*\}?|\}/g, (found, number: string | undefined) => {
    if (found === '{{' || found === '}}') return found.charAt(0)
    const value = number === undefined ? undefined : values[Number(number)]
    if (value === undefined) throw new ExpressionError(`format: "${found}" in "${template}" has no argument.`)
    return toText(value)
  })
}

function toJson(value: Value): unknown {
  if (isList(value)) return value.map(toJson)
  if (value instanceof Dictionary) {
    return Object.fromEntries([...value.entries].map(([key, item]) => [key, toJson(item)]))
  }
  return value instanceof Version ? value.toString() : value
}
