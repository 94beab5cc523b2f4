import { PythonDate, PythonFloat, type Json, type JsonMapping } from '../../specification/schema/index.ts'

/** A value that JSON has as it is: no mapping and no list. */
const isPlain = (value: Json): value is string | number | boolean | null | PythonFloat | PythonDate =>
  typeof value !== 'object' || value === null || value instanceof PythonFloat || value instanceof PythonDate

export const isMapping = (value: Json | undefined): value is JsonMapping =>
  value !== undefined && !isPlain(value) && !Array.isArray(value)

/** Text under a key; blank where there is none. */
export function textAt(record: JsonMapping, key: string): string {
  const value = record[key]
  return typeof value === 'string' ? value : ''
}
