import { byCodePoint } from '../text/python-order.ts'
import { pythonText } from './python-scalars.ts'
import { LineWriter, writeText } from './python-yaml-text.ts'
import { PythonDate, PythonFloat, type Json } from './schema/collections.ts'

/**
 * YAML as PyYAML dumps it with sorted keys: the official client sends conda files in this form, and names anonymous
 * environments by its hash.
 */
export function pythonYaml(value: Json): string {
  const out = new LineWriter()
  write(out, value, { indent: 0, within: 'document' })
  return `${out.text.replace(/^\n/, '').replace(/ +\n/g, '\n')}\n`
}

interface Place {
  readonly indent: number
  readonly within: 'document' | 'mapping' | 'list'
}

function write(out: LineWriter, value: Json, place: Place): void {
  if (Array.isArray(value)) writeList(out, value as readonly Json[], place)
  else if (isMapping(value)) writeMapping(out, value, place)
  else writeScalar(out, value, place.indent)
}

const isMapping = (value: Json): value is Readonly<Record<string, Json>> =>
  typeof value === 'object' &&
  value !== null &&
  !(value instanceof PythonFloat) &&
  !(value instanceof PythonDate)

/** A list in a mapping stands at its key's own indent. */
function writeList(out: LineWriter, items: readonly Json[], { indent, within }: Place): void {
  if (items.length === 0) {
    out.put(within === 'document' ? '[]' : ' []')
    return
  }
  for (const [index, item] of items.entries()) {
    if (within === 'list' && index === 0) out.put(' -')
    else out.line(indent, '-')
    write(out, item, { indent: indent + 2, within: 'list' })
  }
}

function writeMapping(
  out: LineWriter,
  value: Readonly<Record<string, Json>>,
  { indent, within }: Place,
): void {
  const keys = Object.keys(value).sort(byCodePoint)
  if (keys.length === 0) out.put(within === 'document' ? '{}' : ' {}')
  for (const [index, key] of keys.entries()) {
    if (within === 'list' && index === 0) out.put(' ')
    else out.line(indent, '')
    writeKey(out, key, indent)
    const inner = value[key] ?? null
    const deeper = Array.isArray(inner) ? indent : indent + 2
    write(out, inner, { indent: deeper, within: 'mapping' })
  }
}

/** A key that is empty, long or of several lines is marked by `?`. */
function writeKey(out: LineWriter, key: string, indent: number): void {
  const isSimple = key !== '' && !key.includes('\n') && [...key].length < 128
  if (!isSimple) out.put('? ')
  writeText(out, key, { indent: isSimple ? indent : indent + 2, isKey: isSimple })
  if (!isSimple) out.line(indent, '')
  out.put(':')
}

function writeScalar(out: LineWriter, value: Json, indent: number): void {
  if (out.column > 0) out.put(' ')
  if (typeof value === 'string') writeText(out, value, { indent: Math.max(2, indent), isKey: false })
  else out.put(plain(value))
}

function plain(value: Json): string {
  if (value === null) return 'null'
  if (value instanceof PythonDate) return value.text
  if (value instanceof PythonFloat) return float(pythonText(value.value, true))
  if (typeof value === 'number' && !Number.isInteger(value)) return float(pythonText(value, true))
  return JSON.stringify(value)
}

/** A float without a point gets one, or it would be read as text. */
function float(text: string): string {
  if (text === 'inf' || text === '-inf' || text === 'nan') return text.replace(/(inf|nan)/, '.$1')
  return text.includes('.') ? text : text.replace('e', '.0e')
}
