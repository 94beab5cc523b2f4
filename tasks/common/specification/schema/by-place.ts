import type { Cursor } from './cursor.ts'
import type { Read, Schema } from './schema.ts'

/** One of several schemas, chosen by what stands at the place: a key that is there, a value of another kind. */
export function byPlace<const V extends Readonly<Record<string, Schema<unknown>>>>(
  choose: (at: Cursor) => keyof V,
  variants: V,
): Schema<Read<V[keyof V]>> {
  const chosen = (at: Cursor): Schema<unknown> => variants[choose(at)] as Schema<unknown>
  return {
    get expected() {
      return [...new Set(Object.values(variants).map(variant => variant.expected))].join(', or ')
    },
    read: at => chosen(at).read(at) as Read<V[keyof V]> | undefined,
    below: (key, at) => chosen(at).below(key, at),
    parts: () => Object.values(variants).map(schema => ({ kind: 'inner', schema })),
  }
}
