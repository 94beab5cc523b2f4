import * as path from 'node:path'
import { LineCounter, isNode, parseDocument, type Document } from 'yaml'
import { TaskError } from '../errors.ts'
import { withoutSecrets } from '../text/without-secrets.ts'
import { flattenReferences } from './flatten-references.ts'
import { lastOfDuplicates } from './last-of-duplicates.ts'
import { pythonScalars } from './python-scalars.ts'
import { readText } from './read-text.ts'
import { Cursor } from './schema/cursor.ts'
import type { Schema } from './schema/schema.ts'

interface Problem {
  readonly file: string
  /** Where in the file; -1 for a problem without a place. */
  readonly offset: number
  readonly text: string
}

interface Options {
  /** The file that names this one. */
  readonly parent?: YamlFile
  /** A key that is written twice is a problem; in the files of CLI v2 the last one counts, as PyYAML has it. */
  readonly uniqueKeys?: boolean
  /** How a place in the text is told of, where no file of the user's holds it; default `name:line:column`. */
  readonly place?: (line: number, column: number) => string
}

/** A YAML file that is being read, and everything that is wrong with it, and with the files it names, so far. */
export class YamlFile {
  readonly file: string
  readonly folder: string
  readonly document: Document
  readonly #lines = new LineCounter()
  readonly #problems: Problem[]
  readonly #parent: YamlFile | undefined
  readonly #place: Options['place']
  /** Nodes that an override brought: their problems are told of the override, as they have no line. */
  readonly #origins = new WeakMap<object, string>()

  constructor(file: string, text: string = readText(file), options: Options = {}) {
    const { parent, place, uniqueKeys = false } = options
    this.file = file
    this.#place = place
    this.folder = path.dirname(file)
    this.#parent = parent
    this.#problems = parent ? parent.#problems : []
    this.document = parse(text, this.#lines, uniqueKeys)
    const found = this.#problems.length
    const { errors, warnings } = this.document
    const refused = warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED')
    for (const { pos, code, message } of [...errors, ...refused]) this.#add(pos[0], WORDS[code] ?? message)
    const control = UNPRINTABLE.exec(text)
    if (control) this.#add(control.index, `the character ${codePoint(control[0])} cannot stand in YAML.`)
    if (this.#problems.length > found) this.#stop(found)
    flattenReferences(this.document, (node, where, why) => {
      this.reject(node, where, why)
    })
    if (this.#problems.length > found) this.#stop(found)
    lastOfDuplicates(this.document)
  }

  /** The file's value by its schema; throws with every problem and its place. */
  read<T>(schema: Schema<T>): T {
    const value = schema.read(new Cursor(this, this.document.contents))
    this.check()
    return value as T
  }

  /** A file that this one names. Its problems join this one's. */
  open(name: string): YamlFile {
    const file = path.resolve(this.folder, name)
    if (this.#isWithin(file))
      throw new TaskError(`${path.basename(file)} contains itself.`, { remedy: 'Name another file.' })
    return new YamlFile(file, undefined, { parent: this })
  }

  #isWithin(file: string): boolean {
    return path.resolve(this.file) === file || (this.#parent !== undefined && this.#parent.#isWithin(file))
  }

  /** Remembers that a node stands where an override put it. */
  mark(node: unknown, origin: string): void {
    if (isNode(node)) this.#origins.set(node, origin)
  }

  /** Reports a problem at a node: `job.yml:3:5: inputs.lr: ...`. */
  reject(node: unknown, where: string, why: string): void {
    const origin = isNode(node) ? this.#origins.get(node) : undefined
    const start = isNode(node) ? node.range?.[0] : undefined
    const isThere = origin?.endsWith(` ${where}`) === true
    const subject = origin === undefined ? where : isThere ? origin : `${origin}: ${where}`
    this.#add(start, `${subject}: ${why}`)
  }

  /** How many problems were found so far. */
  get problems(): number {
    return this.#problems.length
  }

  /** Throws where anything was rejected. */
  check(): void {
    if (this.#problems.length > 0) throw this.#unusable(this.#problems)
  }

  /** A file that is no YAML cannot be read on; one named by another leaves that one's own problems to it. */
  #stop(found: number): void {
    throw this.#unusable(this.#parent ? this.#problems.splice(found) : this.#problems)
  }

  /** In the order of the lines, each problem once: a file may be named several times. */
  #unusable(problems: readonly Problem[]): TaskError {
    const lines = [...problems]
      .sort((a, b) => (a.file === b.file ? a.offset - b.offset : 0))
      .map(({ text }) => text)
    return new TaskError(`${this.#name} is not usable:\n${firstOf([...new Set(lines)])}`, {
      remedy: 'Correct the file; nothing was sent to Azure.',
    })
  }

  #add(offset: number | undefined, message: string): void {
    const place = offset === undefined ? this.#name : this.#at(offset)
    this.#problems.push({
      file: this.file,
      offset: offset ?? -1,
      text: withoutSecrets(`${place}: ${message}`),
    })
  }

  /** Files in different folders may have the same base name: one that another names is told of by its way from there. */
  get #name(): string {
    const way = path.relative(this.#root.folder, this.file)
    return way.split(path.sep).join('/')
  }

  get #root(): YamlFile {
    return this.#parent ? this.#parent.#root : this
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset)
    return this.#place?.(line, col) ?? `${this.#name}:${line}:${col}`
  }
}

/** In words of a file's author. */
const WORDS: Readonly<Record<string, string>> = {
  MULTIPLE_DOCS: 'a second document (---) begins here; a file holds one.',
  TAG_RESOLVE_FAILED: 'the tag (!...) means nothing in such a file; remove it.',
  RESOURCE_EXHAUSTION: 'what begins here is nested too deeply to be read.',
}

/** What PyYAML refuses too, where it does not stand as an escape in quotes. */
const UNPRINTABLE = /[^\t\n\r -~\u0085\u00A0-\uFFFD\u{10000}-\u{10FFFF}]/u

const codePoint = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`

/** A file that is something else altogether has a problem in every line. */
const MOST_PROBLEMS = 50

function firstOf(lines: readonly string[]): string {
  const more = lines.length - MOST_PROBLEMS
  return [...lines.slice(0, MOST_PROBLEMS), ...(more > 0 ? [`... and ${more} more.`] : [])].join('\n')
}

const parse = (text: string, lineCounter: LineCounter, uniqueKeys: boolean): Document =>
  parseDocument(text, {
    version: '1.1',
    schema: 'failsafe',
    merge: true,
    uniqueKeys,
    customTags: tags => [...tags, ...pythonScalars],
    lineCounter,
    prettyErrors: false,
  })
