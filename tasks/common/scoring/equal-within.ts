import { isObject } from '../is-object.ts'

/** True where two JSON values are the same, numbers anywhere in them to within `tolerance`. */
export function equalWithin(a: unknown, b: unknown, tolerance: number): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a === b || areNear(a, b, tolerance)
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => equalWithin(value, b[index], tolerance))
  if (isObject(a) && isObject(b)) return sameEntries(a, b, tolerance)
  return a === b
}

/** 0.17 is within 0.05 of 0.12, although their doubles differ by a little more. */
const areNear = (a: number, b: number, tolerance: number): boolean =>
  tolerance > 0 && Math.abs(a - b) - tolerance <= 2 * Number.EPSILON * Math.max(Math.abs(a), Math.abs(b))

function sameEntries(a: Record<string, unknown>, b: Record<string, unknown>, tolerance: number): boolean {
  const keys = Object.keys(a)
  const same = (key: string): boolean => Object.hasOwn(b, key) && equalWithin(a[key], b[key], tolerance)
  return keys.length === Object.keys(b).length && keys.every(same)
}
