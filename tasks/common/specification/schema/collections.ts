import { isMap, isScalar, isSeq } from 'yaml'
import { TIMESTAMP } from '../python-scalars.ts'
import { isFloat, keyText, type Cursor } from './cursor.ts'
import { text } from './scalars.ts'
import { leaf, type Schema } from './schema.ts'

export function listOf<T>(element: Schema<T>): Schema<readonly T[]> {
  return {
    get expected() {
      return `a list of ${element.expected}`
    },
    read(at) {
      if (!isSeq(at.node)) {
        at.reject(`${this.expected} is expected, not ${at.found}.`)
        return undefined
      }
      return at.node.items.flatMap((_, index) => {
        const value = element.read(at.at(index))
        return value === undefined ? [] : [value]
      })
    },
    below: key => (/^\d+$/.test(key) ? { schema: element } : { known: ['0'] }),
    parts: () => [{ kind: 'inner', schema: element }],
  }
}

/** A mapping whose keys the file's author chooses. `name` checks a key: it returns why not, or undefined. */
export function mapOf<T>(
  element: Schema<T>,
  name: (key: string) => string | undefined = () => undefined,
): Schema<Readonly<Record<string, T>>> {
  return {
    get expected() {
      return `a mapping of names to ${element.expected}`
    },
    read(at) {
      if (!at.isMapping) {
        at.reject(`a mapping (key: value) is expected, not ${at.found}.`)
        return undefined
      }
      const entries = at.keys().flatMap(key => {
        const why = name(key)
        if (why !== undefined) at.keyOf(key).reject(why)
        const value = element.read(at.at(key))
        return value === undefined ? [] : [[key, value] as const]
      })
      return Object.fromEntries(entries)
    },
    below: () => ({ schema: element }),
    parts: () => [{ kind: 'inner', schema: element }],
  }
}

/** A schema, or nothing: a blank value is kept as null. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> & { readonly keepsNull: true } {
  return {
    keepsNull: true,
    get expected() {
      return schema.expected
    },
    read: at => (at.isBlank ? null : schema.read(at)),
    below: (key, at) => schema.below(key, at),
    parts: () => schema.parts(),
  }
}

/** A mapping of texts, as tags are. A blank one is empty. */
export const texts: Schema<Readonly<Record<string, string>>> = mapOf({
  ...text,
  read: (at: Cursor) => (at.isBlank ? '' : text.read(at)),
})

/** What JSON can say. A whole Python float keeps its `.0` for those who ask: see `PythonFloat`. */
export type Json = string | number | boolean | null | PythonFloat | PythonDate | readonly Json[] | JsonMapping
export interface JsonMapping {
  readonly [key: string]: Json
}

/** A float without a fraction (`1.0`): JSON's 1, but text and hashes that Python makes of it say `1.0`. */
export class PythonFloat {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }

  toJSON(): number {
    return this.value
  }
}

/** A date or time without quotes: text in JSON, but Python writes it without quotes again. */
export class PythonDate {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }

  toJSON(): string {
    return this.text
  }
}

/** Anything at all, as it stands in the file. */
export const anything: Schema<Json> = {
  expected: 'any value',
  read: at => jsonOf(at.node),
  below: () => ({ schema: anything }),
  parts: () => [],
}

/** Any single value, as it stands in the file. */
export const scalar: Schema<string | number | boolean | PythonFloat | PythonDate> = leaf(
  'text, a number or a boolean',
  at => {
    if (at.text !== undefined) return jsonOf(at.node) as string | number | boolean | PythonFloat | PythonDate
    at.reject(`text, a number or a boolean is expected, not ${at.found}.`)
    return undefined
  },
)

/** Any mapping, as it stands in the file. */
export const anyMapping: Schema<JsonMapping> = {
  expected: 'a mapping',
  read(at: Cursor) {
    if (at.isMapping) return jsonOf(at.node) as JsonMapping
    at.reject(`a mapping (key: value) is expected, not ${at.found}.`)
    return undefined
  },
  below: () => ({ schema: anything }),
  parts: () => [],
}

export function jsonOf(node: unknown): Json {
  if (isMap(node)) return Object.fromEntries(node.items.map(pair => [keyText(pair), jsonOf(pair.value)]))
  if (isSeq(node)) return node.items.map(jsonOf)
  if (!isScalar(node)) return null
  const { value } = node
  if (typeof value === 'string' && node.type === 'PLAIN' && TIMESTAMP.test(value))
    return new PythonDate(value)
  if (typeof value === 'bigint') return Number(value)
  if (isFloat(node) && Number.isInteger(value)) return new PythonFloat(value as number)
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null
}
