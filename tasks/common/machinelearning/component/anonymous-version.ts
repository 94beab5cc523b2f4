import { createHash } from 'node:crypto'
import { PythonDate, PythonFloat, type Json, type JsonMapping } from '../../specification/schema/index.ts'
import { pythonText } from '../../specification/python-scalars.ts'

/** What does not make a component another one. */
const OMITTED = new Set(['name', 'id', 'version', '_source'])

/**
 * The version of a component without a name: a UUID of its specification's content, the one that azure-ai-ml gives it,
 * so that the same component is registered once whoever submits it.
 */
export function anonymousVersion(spec: JsonMapping): string {
  const content = Object.fromEntries(Object.entries(spec).filter(([key]) => !OMITTED.has(key)))
  const hex = createHash('sha256').update(pythonJson(content)).digest('hex').slice(0, 32)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** JSON as Python's `json.dumps(value, sort_keys=True)` writes it. */
export function pythonJson(value: Json): string {
  if (value instanceof PythonFloat) return pythonText(value.value, true)
  if (typeof value === 'number') return pythonText(value, !Number.isInteger(value))
  if (typeof value === 'string') return ascii(value)
  if (value instanceof PythonDate) return ascii(value.text)
  if (Array.isArray(value)) return `[${value.map((item: Json) => pythonJson(item)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, entry]) => `${ascii(key)}: ${pythonJson(entry)}`).join(', ')}}`
}

const ascii = (text: string): string =>
  JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
