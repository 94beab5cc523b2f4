import { isFloat } from './cursor.ts'
import { leaf, type Schema } from './schema.ts'

/** Text; a number or boolean is taken by its text, as Python writes it. */
export const text: Schema<string> = leaf('text', at => {
  if (at.text === undefined) at.reject(`text is expected, not ${at.found}.`)
  return at.text
})

export interface Bounds {
  readonly min?: number
  readonly max?: number
}

export function integer({ min = -Infinity, max = Infinity }: Bounds = {}): Schema<number> {
  const expected = `a whole number${range(min, max)}`
  return leaf(expected, at => {
    const value = /^[-+]?\d+$/.test(at.text ?? '') ? Number(at.text) : Number.NaN
    if (Number.isSafeInteger(value) && value >= min && value <= max) return value
    at.reject(`${expected} is expected, not ${at.found}.`)
    return undefined
  })
}

export function number({ min = -Infinity, max = Infinity }: Bounds = {}): Schema<number> {
  const expected = `a number${range(min, max)}`
  return leaf(expected, at => {
    const value = typeof at.scalar?.value === 'boolean' || at.text === '' ? Number.NaN : Number(at.text)
    if (value >= min && value <= max) return value
    at.reject(`${expected} is expected, not ${at.found}.`)
    return undefined
  })
}

function range(min: number, max: number): string {
  if (min === -Infinity && max === Infinity) return ''
  if (max === Infinity) return ` of at least ${min}`
  return min === -Infinity ? ` of at most ${max}` : ` from ${min} to ${max}`
}

/** The words that the official client takes for a boolean, in quotes or not. */
const WORDS = {
  true: ['t', 'T', 'true', 'True', 'TRUE', 'on', 'On', 'ON', 'y', 'Y', 'yes', 'Yes', 'YES', '1'],
  false: ['f', 'F', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF', 'n', 'N', 'no', 'No', 'NO', '0'],
}

export const boolean: Schema<boolean> = leaf('true or false', at => {
  const word = at.text ?? ''
  if (WORDS.true.includes(word)) return true
  if (WORDS.false.includes(word)) return false
  at.reject(`true or false is expected, not ${at.found}.`)
  return undefined
})

/** One of some words. `same` says which spellings are equal: the official client ignores case. */
export function choice<const V extends string>(
  values: readonly V[],
  same: (word: string) => string = word => word.toLowerCase(),
): Schema<V> {
  const expected = values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`
  return leaf(expected, at => {
    const word = same(at.text ?? '')
    const value = values.find(candidate => same(candidate) === word)
    if (value === undefined) at.reject(`${expected} is expected, not ${at.found}.`)
    return value
  })
}

/** For `choice`: `SystemAssigned`, `system_assigned` and `systemAssigned` are the same. */
export const anyCase = (word: string): string => word.replace(/_/g, '').toLowerCase()

/** A scalar whose type matters: the text that Python makes of it, and what it was in the file. */
export interface Literal {
  readonly text: string
  readonly type: 'string' | 'integer' | 'number' | 'boolean'
}

export const literal: Schema<Literal> = leaf('text, a number or a boolean', at => {
  const { scalar } = at
  if (!scalar || at.text === undefined) {
    at.reject(`text, a number or a boolean is expected, not ${at.found}.`)
    return undefined
  }
  return { text: at.text, type: typeOf(scalar.value, isFloat(scalar)) }
})

function typeOf(value: unknown, float: boolean): Literal['type'] {
  if (typeof value === 'boolean') return 'boolean'
  if (typeof value === 'bigint') return 'integer'
  if (typeof value !== 'number') return 'string'
  return float ? 'number' : 'integer'
}
