import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** Splits `NAME=VALUE` at the first equals sign; the value may hold anything. */
export function readPairs(option: string, given: readonly string[] | undefined): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const text of given ?? []) {
    const separator = text.indexOf('=')
    if (separator < 1) throw new Error(`--${option} "${text}" has no name. Write --${option} NAME=VALUE.`)
    pairs.set(text.slice(0, separator), text.slice(separator + 1))
  }
  return pairs
}

/**
 * A value like `../data/table.csv` that names something on this machine, seen from where the user typed it, becomes
 * absolute: the pipeline runs in a folder of its own. Every other value stays as it was typed.
 */
export function absolutePaths(variables: Map<string, string>, from: string): Map<string, string> {
  const absolute = (value: string): string => {
    const path = resolve(from, value)
    return /^\.\.?[\\/]/.test(value) && existsSync(path) ? path : value
  }
  return new Map([...variables].map(([name, value]) => [name, absolute(value)]))
}
