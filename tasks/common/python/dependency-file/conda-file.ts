import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { parseDocument } from 'yaml'
import { isObject } from '../../is-object.ts'
import { readCondaPackage } from './conda-package.ts'
import { DependencyFileError, emptyRequest, type DependencyRequest } from './dependency-request.ts'
import { readLine } from './requirements-file.ts'

const knownKeys = new Set(['name', 'channels', 'dependencies', 'prefix'])

/**
 * A conda file, carried out without conda: its Python version, its conda packages from PyPI under the same name, its
 * pip section as it is.
 *
 * @throws DependencyFileError with everything that has no counterpart, at once
 */
export function readCondaFile(file: string): DependencyRequest {
  const text = readFileSync(file, 'utf8')
  const root = rootOf(text)
  const reading = new CondaReading(path.dirname(file))
  for (const key of Object.keys(root).filter(key => !knownKeys.has(key))) reading.refuse(key)
  const dependencies = root['dependencies'] ?? []
  if (!Array.isArray(dependencies)) throw new DependencyFileError('"dependencies" is not a list.')
  for (const dependency of dependencies) reading.add(dependency)
  return reading.request(text, root['channels'] !== undefined)
}

function rootOf(text: string): Record<string, unknown> {
  const document = parseDocument(text)
  const [problem] = document.errors
  if (problem) throw new DependencyFileError(`it is no valid YAML: ${problem.message}`)
  const root: unknown = document.toJS()
  if (isObject(root)) return root
  throw new DependencyFileError('it is no conda file: it needs a list called "dependencies".')
}

class CondaReading {
  readonly #folder: string
  readonly #requirements: string[] = []
  readonly #included: string[] = []
  readonly #notes: string[] = []
  readonly #problems: string[] = []
  #python: string | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  refuse(key: string): void {
    this.#problems.push(`its key "${key}" has no counterpart here; remove it.`)
  }

  add(dependency: unknown): void {
    try {
      if (typeof dependency === 'string') this.#addPackage(dependency)
      else this.#addPip(dependency)
    } catch (error) {
      if (!(error instanceof DependencyFileError)) throw error
      this.#problems.push(...error.problems)
    }
  }

  request(text: string, hasChannels: boolean): DependencyRequest {
    if (this.#problems.length > 0) throw new DependencyFileError(...this.#problems)
    const channels = hasChannels ? ['Channels are ignored: packages come from PyPI or the index of pip.'] : []
    return {
      ...emptyRequest,
      python: this.#python,
      requirements: this.#requirements,
      folder: this.#folder,
      texts: this.#included,
      contents: [text, ...this.#included],
      notes: [...channels, ...this.#notes],
    }
  }

  #addPackage(text: string): void {
    const { name, specifier, notes } = readCondaPackage(text)
    this.#notes.push(...notes)
    if (name === 'python') this.#python = specifier || undefined
    else if (name !== 'pip') this.#requirements.push(name + specifier)
  }

  #addPip(dependency: unknown): void {
    const pip = (dependency as { pip?: unknown } | null)?.pip
    if (!Array.isArray(pip) || Object.keys(dependency as object).length !== 1) {
      throw new DependencyFileError(`${JSON.stringify(dependency)} is neither a package nor a pip section.`)
    }
    for (const line of pip) this.#addPipLine(line)
  }

  #addPipLine(line: unknown): void {
    if (typeof line !== 'string') {
      throw new DependencyFileError(`the pip line ${JSON.stringify(line)} is not text.`)
    }
    const { requirement, texts } = readLine(line.trim(), this.#folder)
    this.#requirements.push(requirement)
    this.#included.push(...texts)
  }
}
