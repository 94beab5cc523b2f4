import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** A command that is wrong as it was typed; the process ends with 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** True for ours and for those of Node's own `parseArgs`. */
export function isUsageError(error: unknown): boolean {
  if (error instanceof UsageError) return true
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS_')
}

/** Splits `NAME=VALUE` at the first equals sign; the value may hold anything. */
export function readPairs(option: string, given: readonly string[] | undefined): Map<string, string> {
  const pairs = new Map<string, string>()
  for (const text of given ?? []) {
    const separator = text.indexOf('=')
    if (separator < 1)
      throw new UsageError(`--${option} "${text}" has no name. Write --${option} NAME=VALUE.`)
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
