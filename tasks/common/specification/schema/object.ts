import type { Cursor } from './cursor.ts'
import type { Field, Fields, ReadFields } from './fields.ts'
import { suggestion } from '../../text/nearest.ts'
import type { FieldNote, Schema, Step } from './schema.ts'

/** A mapping of known keys; its fields can be taken up by a larger one: `{ ...base.fields, more: text }`. */
export interface ObjectSchema<F extends Fields> extends Schema<ReadFields<F>> {
  readonly title: string
  readonly fields: F
}

/** A mapping with these keys and no others. `title` names it in messages and on the reference page: `a command job`. */
export function object<const F extends Fields>(title: string, fields: F): ObjectSchema<F> {
  return {
    title,
    fields,
    expected: title,
    read: at => readFields(title, fields, at) as ReadFields<F> | undefined,
    below: key => stepInto(fields, key),
    parts: () => [{ kind: 'mapping', title, fields: notesOf(fields) }],
  }
}

function readFields(title: string, fields: Fields, at: Cursor): Record<string, unknown> | undefined {
  if (!at.isMapping) {
    at.reject(`${title} is expected (key: value), not ${at.found}.`)
    return undefined
  }
  for (const key of at.keys()) checkKey(title, fields, key, at)
  const entries = Object.entries(fields).flatMap(([key, field]) => {
    const value = readField(field, at.at(key))
    return value === undefined ? [] : [[key, value] as const]
  })
  return Object.fromEntries(entries)
}

function checkKey(title: string, fields: Fields, key: string, at: Cursor): void {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (field === undefined) at.keyOf(key).reject(`no such key in ${title}; ${suggestion(key, usable(fields))}`)
  else if ('refused' in field) at.keyOf(key).reject(field.refused)
}

function readField(field: Field, at: Cursor): unknown {
  if ('refused' in field || 'ignored' in field) return undefined
  if ('required' in field) {
    if (!at.isBlank || takesBlank(field.required, at)) return field.required.read(at)
    at.reject('is required.')
    return undefined
  }
  if ('fallback' in field) return at.isBlank ? field.fallback : field.schema.read(at)
  return at.isBlank && !takesBlank(field, at) ? undefined : field.read(at)
}

/** A nullable schema keeps a key that is there without a value. */
const takesBlank = (schema: Schema<unknown>, at: Cursor): boolean =>
  'keepsNull' in schema && at.node !== undefined

const usable = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([key, field]) => ('refused' in field || 'ignored' in field ? [] : [key]))

function stepInto(fields: Fields, key: string): Step {
  const field = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (field === undefined || 'ignored' in field) return { known: usable(fields) }
  if ('refused' in field) return { refused: field.refused }
  if ('required' in field) return { schema: field.required }
  return { schema: 'fallback' in field ? field.schema : field }
}

function notesOf(fields: Fields): Record<string, FieldNote> {
  return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, noteOf(field)]))
}

function noteOf(field: Field): FieldNote {
  if ('refused' in field || 'ignored' in field) return field
  if ('required' in field) return { schema: field.required, required: true }
  if ('fallback' in field) return { schema: field.schema, required: false, fallback: String(field.fallback) }
  return { schema: field, required: false }
}
