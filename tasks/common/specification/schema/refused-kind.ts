import type { Schema } from './schema.ts'

/** A kind of thing that CLI v2 knows and that is refused, with the reason and the remedy that its author is told. */
export const refusedKind = (title: string, reason: string): Schema<never> => ({
  expected: title,
  read(at) {
    at.reject(`${title} ${reason}`)
    return undefined
  },
  below: () => ({ refused: `${title} ${reason}` }),
  parts: () => [{ kind: 'mapping', title, fields: { type: { refused: `${title} ${reason}` } } }],
})
