import { Dictionary, isList, Version, type Value } from '../value.ts'

/** True for what has a text: everything but lists and dictionaries. */
export function isPlain(value: Value): value is null | boolean | number | string | Version {
  return !isList(value) && !(value instanceof Dictionary)
}

export function toBoolean(value: Value): boolean {
  if (value === null) return false
  if (typeof value === 'boolean') return value
  if (typeof value === 'number') return value !== 0
  if (typeof value === 'string') return value !== ''
  return true
}

/** Booleans are written `True` and `False`; lists and dictionaries have no text and give ''. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || value instanceof Version) return String(value)
  return ''
}

/** Undefined where the conversion does not exist. */
export function toNumber(value: Value): number | undefined {
  if (value === null) return 0
  if (typeof value === 'number') return value
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value !== 'string') return undefined
  const text = value.trim()
  if (text === '') return 0
  return /^[-+]?(\d[\d,]*\.?\d*|\.\d+)$/.test(text) ? Number(text.replaceAll(',', '')) : undefined
}

function toVersion(value: Value): Version | undefined {
  if (value instanceof Version) return value
  if (typeof value !== 'string' || !/^\d+(\.\d+){1,3}$/.test(value)) return undefined
  return new Version(value.split('.').map(Number))
}

/** The right side is converted to the type of the left; what cannot be converted is not equal. */
export function areEqual(left: Value, right: Value): boolean {
  if (!isPlain(left) || !isPlain(right)) return left === right
  if (left === null) return right === null || right === ''
  return compare(left, right) === 0
}

/** Negative, zero or positive; undefined where the right side does not convert to the type of the left. */
export function compare(left: Value, right: Value): number | undefined {
  if (!isPlain(left) || !isPlain(right)) return undefined
  if (typeof left === 'string' || left === null) return compareText(toText(left), toText(right))
  if (typeof left === 'boolean') return Number(left) - Number(toBoolean(right))
  if (left instanceof Version) {
    const other = toVersion(right)
    return other && compareVersions(left, other)
  }
  const other = toNumber(right)
  return other === undefined ? undefined : left - other
}

function compareText(left: string, right: string): number {
  const [a, b] = [left.toUpperCase(), right.toUpperCase()]
  return a < b ? -1 : a > b ? 1 : 0
}

function compareVersions(left: Version, right: Version): number {
  for (let index = 0; index < 4; index++) {
    const difference = (left.parts[index] ?? -1) - (right.parts[index] ?? -1)
    if (difference !== 0) return difference
  }
  return 0
}
