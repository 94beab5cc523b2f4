import type { Position } from './position.ts'
import type { Tree } from './tree.ts'

/** A version literal such as `1.2.3`; at least two dots, at most three. */
export class Version {
  readonly parts: readonly number[]

  constructor(parts: readonly number[]) {
    this.parts = parts
  }

  toString(): string {
    return this.parts.join('.')
  }
}

/** What an expression can hold. Dictionaries keep their order and are looked up without regard to case. */
export type Value = null | boolean | number | string | Version | readonly Value[] | Dictionary

export class Dictionary {
  readonly entries: ReadonlyMap<string, Value>

  constructor(entries: Iterable<readonly [string, Value]>) {
    this.entries = new Map(entries)
  }

  get(key: string): Value {
    const exact = this.entries.get(key)
    if (exact !== undefined) return exact
    const wanted = key.toLowerCase()
    for (const [name, value] of this.entries) if (name.toLowerCase() === wanted) return value
    return null
  }
}

const origins = new WeakMap<object, Position>()

/** Remembers where a list or dictionary was written, so that an error inside a step list parameter names its line. */
export function rememberOrigin<T extends object>(value: T, at: Position): T {
  origins.set(value, at)
  return value
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

export function valueToTree(value: Value, at: Position, toText: (value: Value) => string): Tree {
  if (isList(value)) {
    const own = origins.get(value) ?? at
    return { kind: 'sequence', items: value.map(item => valueToTree(item, own, toText)), at: own }
  }
  if (value instanceof Dictionary) {
    const own = origins.get(value) ?? at
    const entries = [...value.entries].map(([key, item]) => ({
      key,
      keyAt: own,
      value: valueToTree(item, own, toText),
    }))
    return { kind: 'mapping', entries, at: own }
  }
  return { kind: 'scalar', text: toText(value), at }
}
