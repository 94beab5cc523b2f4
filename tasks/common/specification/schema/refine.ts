import type { Cursor } from './cursor.ts'
import type { Schema } from './schema.ts'

/**
 * A schema whose values must satisfy more than their shape; `check` reports to `at`, or to a place below it. It is asked
 * only about values whose shape is right.
 */
export function checked<T>(schema: Schema<T>, check: (value: T, at: Cursor) => void): Schema<T> {
  return mapped(schema, (value, at) => {
    check(value, at)
    return value
  })
}

/** A schema whose values are turned into something else; undefined after a problem was reported to `at`. */
export function mapped<T, U>(schema: Schema<T>, make: (value: T, at: Cursor) => U | undefined): Schema<U> {
  return around(schema, at => {
    const before = at.file.problems
    const value = schema.read(at)
    return value === undefined || at.file.problems > before ? undefined : make(value, at)
  })
}

/** The same schema under other words, for messages and for the reference page. */
export const worded = <T>(expected: string, schema: Schema<T>): Schema<T> => ({
  expected,
  read: at => schema.read(at),
  below: (key, at) => schema.below(key, at),
  parts: () => schema.parts(),
})

const BINDING = /\$\{\{.+?\}\}/

/** A schema, or text with a `${{...}}` that is known only when the pipeline runs. */
export function orBinding<T>(schema: Schema<T>): Schema<T | string> {
  return around<T | string>(schema, at =>
    at.text !== undefined && BINDING.test(at.text) ? at.text : schema.read(at),
  )
}

/** The schema with another way to read it. It may be lazy, so nothing of it is looked at yet. */
function around<T>(schema: Schema<unknown>, read: (at: Cursor) => T | undefined): Schema<T> {
  return {
    get expected() {
      return schema.expected
    },
    read,
    below: (key, at) => schema.below(key, at),
    parts: () => schema.parts(),
  }
}
