import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { LineCounter, isNode, parseDocument, type Document } from 'yaml'
import { TaskError } from '../errors.ts'
import { flattenReferences } from './flatten-references.ts'
import { pythonScalars } from './python-scalars.ts'

/** A YAML file that is being read, and everything that is wrong with it so far. */
export class YamlFile {
  readonly file: string
  readonly folder: string
  readonly document: Document
  readonly #lines: LineCounter
  readonly #problems: string[] = []

  constructor(file: string, text: string = readText(file)) {
    this.file = file
    this.folder = path.dirname(file)
    this.#lines = new LineCounter()
    this.document = parseDocument(text, {
      version: '1.1',
      schema: 'failsafe',
      merge: true,
      customTags: tags => [...tags, ...pythonScalars],
      lineCounter: this.#lines,
      prettyErrors: false,
    })
    for (const { pos, message } of this.document.errors)
      this.#problems.push(`${this.#at(pos[0])}: ${message}`)
    this.check()
    flattenReferences(this.document, (alias, why) => {
      this.reject(alias, `*${alias.source}`, why)
    })
    this.check()
  }

  /** Reports a problem at a node: `job.yml:3:5: inputs.lr: ...`. */
  reject(node: unknown, where: string, why: string): void {
    const start = isNode(node) ? node.range?.[0] : undefined
    this.#problems.push(`${start === undefined ? this.#name : this.#at(start)}: ${where}: ${why}`)
  }

  /** Throws where anything was rejected. */
  check(): void {
    if (this.#problems.length === 0) return
    throw new TaskError(`${this.#name} is not usable:\n${this.#problems.join('\n')}`, {
      remedy: 'Correct the file; nothing was sent to Azure.',
    })
  }

  get #name(): string {
    return path.basename(this.file)
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset)
    return `${this.#name}:${line}:${col}`
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new TaskError(`The file ${file} cannot be read.`, {
      remedy: 'Check its path and that this job checked the repository out.',
      error,
    })
  }
}
