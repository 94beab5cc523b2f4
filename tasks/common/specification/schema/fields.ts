import type { Schema } from './schema.ts'

/** How a key of a mapping is taken. A bare schema is an optional key. */
export type Field = Schema<unknown> | Required<unknown> | Fallback<unknown> | Refused | Ignored
export type Fields = Readonly<Record<string, Field>>

export interface Required<T> {
  readonly required: Schema<T>
}
export interface Fallback<T> {
  readonly schema: Schema<T>
  readonly fallback: T
}
export interface Refused {
  readonly refused: string
}
export interface Ignored {
  readonly ignored: string
}

export const required = <T>(schema: Schema<T>): Required<T> => ({ required: schema })

/** Present whatever the file says: `value` where it says nothing. */
export const fallback = <T>(schema: Schema<T>, value: NoInfer<T>): Fallback<T> => ({
  schema,
  fallback: value,
})

/** A key of CLI v2 that is refused, with the reason and the remedy that its author is told. */
export const refused = (reason: string): Refused => ({ refused: reason })

/** A key that the official client takes and does not send. */
export const ignored = (reason: string): Ignored => ({ ignored: reason })

type Flat<T> = { [K in keyof T]: T[K] }
type Present<F> = { [K in keyof F]: F[K] extends Required<unknown> | Fallback<unknown> ? K : never }[keyof F]
type Absent<F> = { [K in keyof F]: F[K] extends Schema<unknown> ? K : never }[keyof F]
type ValueOf<E> =
  E extends Required<infer T> ? T : E extends Fallback<infer T> ? T : E extends Schema<infer T> ? T : never

/** What an object of these fields reads: required and fallback keys are there, others may be absent. */
export type ReadFields<F> = Flat<
  { readonly [K in Present<F>]: ValueOf<F[K]> } & { readonly [K in Absent<F>]?: ValueOf<F[K]> }
>
