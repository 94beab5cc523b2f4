import type { Cursor } from './cursor.ts'
import { suggestion } from '../../text/nearest.ts'
import type { Read, Schema, Step } from './schema.ts'

interface Shapes<S, M, L> {
  readonly scalar?: Schema<S>
  readonly mapping?: Schema<M>
  readonly list?: Schema<L>
}

/** One schema for a single value, one for a mapping, one for a list: which it is, the file shows. */
export function shapes<S = never, M = never, L = never>(kinds: Shapes<S, M, L>): Schema<S | M | L> {
  const all = [kinds.scalar, kinds.mapping, kinds.list].filter(kind => kind !== undefined)
  const chosen = (at: Cursor): Schema<S | M | L> | undefined =>
    at.isMapping ? kinds.mapping : at.isList ? kinds.list : kinds.scalar
  return {
    get expected() {
      return all.map(kind => kind.expected).join(', or ')
    },
    read(at) {
      const schema = chosen(at)
      if (schema) return schema.read(at)
      at.reject(`${this.expected} is expected, not ${at.found}.`)
      return undefined
    },
    below: (key, at) => firstStep(at.isMapping || at.isList ? [chosen(at)] : all, key, at),
    parts: () => all.map(schema => ({ kind: 'inner', schema })),
  }
}

type Variants = Readonly<Record<string, Schema<unknown>>>

interface Choosing<V> {
  /** Which variant is meant where the key is absent or names none. */
  readonly otherwise?: (at: Cursor) => keyof V | undefined
  /** Which spellings of a name are equal; by default those that differ in case only. */
  readonly same?: (word: string) => string
}

/** A mapping whose `key` (mostly `type`) says which schema it has; each declares the key itself, with `choice`. */
export function byType<const V extends Variants>(
  key: string,
  variants: V,
  { otherwise = () => undefined, same = word => word.toLowerCase() }: Choosing<V> = {},
): Schema<Read<V[keyof V]>> {
  const names = Object.keys(variants)
  const chosen = (at: Cursor): Schema<unknown> | undefined => {
    const word = at.at(key).text
    const named = word === undefined ? undefined : names.find(name => same(name) === same(word))
    const name = named ?? (at.isMapping ? (otherwise(at) as string | undefined) : undefined)
    return name === undefined ? undefined : variants[name]
  }
  return {
    get expected() {
      return [...new Set(Object.values(variants).map(variant => variant.expected))].join(', or ')
    },
    read(at) {
      const schema = chosen(at)
      if (schema) return schema.read(at) as Read<V[keyof V]> | undefined
      rejectType(at, key, names)
      return undefined
    },
    below: (name, at) => {
      const schema = chosen(at)
      return firstStep(schema ? [schema] : Object.values(variants), name, at)
    },
    parts: () => [...new Set(Object.values(variants))].map(schema => ({ kind: 'inner', schema })),
  }
}

function rejectType(at: Cursor, key: string, names: readonly string[]): void {
  const given = at.at(key)
  if (!at.isMapping) at.reject(`a mapping with a ${key} is expected, not ${at.found}.`)
  else if (given.isBlank) given.reject(`is required: one of ${names.join(', ')}.`)
  else given.reject(`${given.found} is not known; ${suggestion(given.text ?? '', names)}`)
}

/** A schema that is declared further down, or that contains itself. */
export function lazy<T>(schema: () => Schema<T>): Schema<T> {
  return {
    get expected() {
      return schema().expected
    },
    read: at => schema().read(at),
    below: (key, at) => schema().below(key, at),
    parts: () => [{ kind: 'inner', schema: schema() }],
  }
}

/** The first of the alternatives that knows the key; else everything that any of them knows. */
function firstStep(all: readonly (Schema<unknown> | undefined)[], key: string, at: Cursor): Step {
  const steps = all.flatMap(schema => (schema ? [schema.below(key, at)] : []))
  const into = steps.find(step => 'schema' in step) ?? steps.find(step => 'refused' in step)
  return into ?? { known: [...new Set(steps.flatMap(step => ('known' in step ? step.known : [])))] }
}
