import { jsonOf, listOf, mapOf, type PythonFloat } from '../../schema/collections.ts'
import { required } from '../../schema/fields.ts'
import { object } from '../../schema/object.ts'
import { choice, integer } from '../../schema/scalars.ts'
import { leaf, type Schema } from '../../schema/schema.ts'
import { byType, lazy, shapes } from '../../schema/unions.ts'
import { checkName } from '../inputs.ts'

/** A number as the file writes it: whole ones with a point stay floats. */
type Amount = number | PythonFloat
const amount: Schema<Amount> = leaf('a number', at => {
  const value = jsonOf(at.node)
  if (typeof value === 'number' || (typeof value === 'object' && value !== null && 'value' in value))
    return value as Amount
  if (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value))) return Number(value)
  at.reject(`a number is expected, not ${at.found}.`)
  return undefined
})

const range = { min_value: required(amount), max_value: required(amount) }
const bell = { mu: required(amount), sigma: required(amount) }
const step = { q: required(amount) }

const uniform = object('a uniform range', {
  type: required(choice(['uniform', 'loguniform'])),
  ...range,
})
const quniform = object('a uniform range in steps', {
  type: required(choice(['quniform', 'qloguniform'])),
  ...range,
  ...step,
})
const normal = object('a normal distribution', { type: required(choice(['normal', 'lognormal'])), ...bell })
const qnormal = object('a normal distribution in steps', {
  type: required(choice(['qnormal', 'qlognormal'])),
  ...bell,
  ...step,
})
const randint = object('a random whole number below a bound', {
  type: required(choice(['randint'])),
  upper: required(integer()),
})

export type ChoiceValue = string | boolean | Amount | { readonly [name: string]: Nested }
type Nested = string | boolean | Amount | SearchSpaceEntry
export type SearchSpaceEntry =
  | { readonly type: 'uniform' | 'loguniform'; readonly min_value: Amount; readonly max_value: Amount }
  | {
      readonly type: 'quniform' | 'qloguniform'
      readonly min_value: Amount
      readonly max_value: Amount
      readonly q: Amount
    }
  | { readonly type: 'normal' | 'lognormal'; readonly mu: Amount; readonly sigma: Amount }
  | {
      readonly type: 'qnormal' | 'qlognormal'
      readonly mu: Amount
      readonly sigma: Amount
      readonly q: Amount
    }
  | { readonly type: 'randint'; readonly upper: number }
  | { readonly type: 'choice'; readonly values?: readonly ChoiceValue[] }

const plain: Schema<string | boolean | Amount> = leaf('text or a number', at => {
  if (!at.isBlank) return jsonOf(at.node) as string | boolean | Amount
  at.reject('text or a number is expected, not nothing.')
  return undefined
})

const choiceOf: Schema<SearchSpaceEntry> = object('a choice', {
  type: required(choice(['choice'])),
  values: listOf<ChoiceValue>(
    shapes({
      scalar: plain,
      mapping: mapOf<Nested>(shapes({ scalar: plain, mapping: lazy(() => searchSpaceEntry) })),
    }),
  ),
})

/** Where the values of one parameter come from. */
const searchSpaceEntry: Schema<SearchSpaceEntry> = byType('type', {
  choice: choiceOf,
  uniform,
  loguniform: uniform,
  quniform,
  qloguniform: quniform,
  normal,
  lognormal: normal,
  qnormal,
  qlognormal: qnormal,
  randint,
})

export const searchSpace = mapOf(searchSpaceEntry, checkName)
