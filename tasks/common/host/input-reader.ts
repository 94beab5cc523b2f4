import { existsSync, statSync } from 'node:fs'
import { InputError, TaskError } from '../errors.ts'
import type { Host } from './host.ts'

export interface TextRule {
  readonly pattern?: RegExp
  /** What the pattern means, as `3 to 24 letters, digits or hyphens`. */
  readonly expected?: string
}

/** Reads a form and keeps every problem, so that a user corrects all of them in one go. Call `done()` last. */
export class InputReader {
  readonly #host: Host
  readonly #problems: string[] = []

  constructor(host: Host) {
    this.#host = host
  }

  /** Reports a problem of an input, as `'size' (Standard_X): why; remedy`. */
  reject(name: string, why: string): void {
    this.#problems.push(`'${name}': ${why}`)
  }

  /** What `make` gives; a TaskError of it becomes a problem of the input, and nothing else is caught. */
  orReject<T>(name: string, make: () => T): T | undefined {
    try {
      return make()
    } catch (error) {
      if (!(error instanceof TaskError)) throw error
      this.reject(name, error.message)
      return undefined
    }
  }

  text(name: string, rule: TextRule = {}): string | undefined {
    const value = this.#host.inputs.text(name)
    if (value === undefined) return undefined
    const macro = /^\$\(([^)]+)\)$/.exec(value)
    if (macro)
      this.reject(name, `the variable ${macro[1]} has no value here; set it or write the value itself.`)
    else if (rule.pattern && !rule.pattern.test(value))
      this.reject(name, `"${value}" is not ${rule.expected}.`)
    return value
  }

  required(name: string, rule: TextRule = {}): string {
    const value = this.text(name, rule)
    if (value === undefined) this.reject(name, 'a value is required.')
    return value ?? ''
  }

  flag(name: string): boolean {
    const value = this.#host.inputs.text(name)?.toLowerCase()
    if (value === undefined || value === 'false') return false
    if (value !== 'true') this.reject(name, `"${value}" is neither true nor false.`)
    return value === 'true'
  }

  choice<T extends string>(name: string, values: readonly T[], fallback: T): T {
    const value = this.text(name)
    if (value === undefined) return fallback
    const found = values.find(candidate => candidate.toLowerCase() === value.toLowerCase())
    if (!found) this.reject(name, `"${value}" is none of ${values.join(', ')}.`)
    return found ?? fallback
  }

  /** A whole number; undefined when blank. */
  integer(name: string, range: { min: number; max?: number }): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const number = Number(value)
    const top = range.max ?? Number.MAX_SAFE_INTEGER
    if (Number.isSafeInteger(number) && number >= range.min && number <= top) return number
    const upTo = range.max === undefined ? 'or more' : `to ${range.max}`
    this.reject(name, `"${value}" is no whole number of ${range.min} ${upTo}.`)
    return undefined
  }

  /** A number of 0 or more; undefined when blank. */
  amount(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const number = Number(value)
    if (Number.isFinite(number) && number >= 0) return number
    this.reject(name, `"${value}" is no number of 0 or more.`)
    return undefined
  }

  /** A share as 0..1, written so or as a percentage (`0.01`, `1%`); undefined when blank. */
  share(name: string): number | undefined {
    const value = this.text(name)
    if (value === undefined) return undefined
    const [, number, percent] = /^(\d+\.?\d*|\.\d+)\s*(%?)$/.exec(value) ?? []
    const share = Number(`${number}e${percent ? -2 : 0}`) // 99.9 / 100 would be a little more than 0.999
    if (share >= 0 && share <= 1) return share
    this.reject(name, `"${value}" is neither a number from 0 to 1 nor a percentage, as 0.95 or 95%.`)
    return undefined
  }

  /** An absolute path to something that exists. */
  existingPath(name: string): string | undefined {
    const value = this.#host.inputs.path(name)
    if (value !== undefined && !existsSync(value)) {
      this.reject(name, `there is no ${value}; check the path, and that this job checked the repository out.`)
    }
    return value
  }

  /** An absolute path that need not exist yet. */
  path(name: string): string | undefined {
    return this.#host.inputs.path(name)
  }

  /** An absolute path to a file that will be written. */
  newFile(name: string): string | undefined {
    const value = this.path(name)
    if (value !== undefined && isFolder(value)) this.reject(name, `${value} is a folder; name a file.`)
    return value
  }

  /** Lines without the blank ones and without `#` comments. */
  lines(name: string): string[] {
    const text = this.#host.inputs.text(name) ?? ''
    const lines = text.split(/\r?\n/).map(line => line.trim())
    return lines.filter(line => line !== '' && !line.startsWith('#'))
  }

  /** `key=value` lines. */
  pairs(name: string): Record<string, string> {
    const pairs: Record<string, string> = {}
    for (const line of this.lines(name)) {
      const at = line.indexOf('=')
      if (at < 1) this.reject(name, `"${line}" is not of the form key=value.`)
      else pairs[line.slice(0, at).trim()] = line.slice(at + 1).trim()
    }
    return pairs
  }

  /** Throws InputError where anything was rejected. */
  done(): void {
    if (this.#problems.length > 0) throw new InputError(this.#problems)
  }
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory()
