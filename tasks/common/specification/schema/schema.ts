import type { Cursor } from './cursor.ts'

/**
 * What may stand at one place of a CLI v2 file: how it is read, what lies below it, and how a page tells of it. Declared
 * once, it gives the reading, its TypeScript type (`Read`), the paths that overrides may take and the reference page.
 */
export interface Schema<T> {
  /** In words, for messages and for the reference page: `a whole number`. */
  readonly expected: string
  /** The value; undefined where a problem was reported to the file, or where there is nothing to keep. */
  read(at: Cursor): T | undefined
  /** What stands under a key or an index of the node that is there now (null: nothing yet). */
  below(key: string, at: Cursor): Step
  /** The parts that a reader of the reference page wants to see. */
  parts(): readonly Part[]
}

/** A step of a path: into a schema; to a key that is refused; or to one that nobody knows, among those that are known. */
export type Step =
  { readonly schema: Schema<unknown> } | { readonly refused: string } | { readonly known: readonly string[] }

/** One part of a schema: a field of a mapping, or a schema that is an alternative or an element of it. */
export type Part =
  | { readonly kind: 'mapping'; readonly title: string; readonly fields: Readonly<Record<string, FieldNote>> }
  | { readonly kind: 'inner'; readonly schema: Schema<unknown> }

export type FieldNote =
  | { readonly schema: Schema<unknown>; readonly required: boolean; readonly fallback?: string }
  | { readonly refused: string }
  | { readonly ignored: string }

/** The TypeScript type of what a schema reads. */
export type Read<S> = S extends Schema<infer T> ? T : never

/** A schema without anything below it. */
export function leaf<T>(expected: string, read: (at: Cursor) => T | undefined): Schema<T> {
  return { expected, read, below: () => ({ known: [] }), parts: () => [] }
}
