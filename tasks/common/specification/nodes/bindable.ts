import type { Fallback, Field, Fields, Required } from '../schema/fields.ts'
import { orBinding, type Schema } from '../schema/index.ts'

type OrBinding<F> =
  F extends Required<infer T>
    ? Required<T | string>
    : F extends Fallback<infer T>
      ? Fallback<T | string>
      : F extends Schema<infer T>
        ? Schema<T | string>
        : F

/** The fields as a node has them: each value may be a `${{parent...}}` that is known only when the pipeline runs. */
export type Bindable<F extends Fields> = {
  readonly [K in keyof F]: K extends 'type' ? F[K] : OrBinding<F[K]>
}

export function bindable<F extends Fields>(fields: F): Bindable<F> {
  const entries = Object.entries(fields).map(([key, field]) => [key, key === 'type' ? field : bound(field)])
  return Object.fromEntries(entries) as Bindable<F>
}

function bound(field: Field): Field {
  if ('required' in field) return { required: orBinding(field.required) }
  if ('fallback' in field) return { schema: orBinding(field.schema), fallback: field.fallback }
  return 'refused' in field || 'ignored' in field ? field : orBinding(field)
}
