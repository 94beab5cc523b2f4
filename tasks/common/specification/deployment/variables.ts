import { mapOf } from '../schema/collections.ts'
import type { Cursor } from '../schema/cursor.ts'
import { text } from '../schema/scalars.ts'
import type { Schema } from '../schema/schema.ts'

/** Variables of a deployment are text: a number as it is written, a boolean as JSON has it, a blank one empty. */
export const deploymentVariables: Schema<Readonly<Record<string, string>>> = mapOf({
  ...text,
  expected: 'text, a number or a boolean',
  read(at: Cursor) {
    if (at.isBlank) return ''
    const value = at.scalar?.value
    return typeof value === 'boolean' ? String(value) : text.read(at)
  },
})
