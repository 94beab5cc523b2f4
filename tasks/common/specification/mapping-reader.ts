import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml'
import { keyText, literalText } from './schema/cursor.ts'
import type { YamlFile } from './yaml-file.ts'

/** Reads one mapping of a YAML file, key by key, and reports what is missing, wrong or unknown, with its place. */
export class MappingReader {
  readonly file: YamlFile
  readonly path: string
  readonly node: YAMLMap

  constructor(file: YamlFile, node: YAMLMap, path: string) {
    this.file = file
    this.node = node
    this.path = path
  }

  static root(file: YamlFile): MappingReader | undefined {
    const { contents } = file.document
    if (isMap(contents)) return new MappingReader(file, contents, '')
    file.reject(contents, 'the file', 'a mapping (key: value) is expected.')
    return undefined
  }

  has(key: string): boolean {
    return this.#entry(key) !== undefined
  }

  /** Absent, or there without a value. */
  isBlank(key: string): boolean {
    const node = this.#node(key)
    return node === undefined || node === null || (isScalar(node) && node.value === null)
  }

  keys(): string[] {
    return this.node.items.map(keyText)
  }

  reject(key: string, why: string): void {
    this.file.reject(this.#node(key) ?? this.node, this.#pathOf(key), why)
  }

  /** Text as YAML means it; a number or boolean is taken by its text. */
  text(key: string): string | undefined {
    const node = this.#scalar(key)
    return node === undefined || node.value === null ? undefined : literalText(node)
  }

  required(key: string): string {
    const value = this.text(key)
    if (value === undefined && this.isBlank(key)) this.reject(key, 'is required.')
    return value ?? ''
  }

  integer(key: string): number | undefined {
    const node = this.#scalar(key)
    if (node === undefined || node.value === null) return undefined
    if (Number.isSafeInteger(node.value)) return node.value as number
    this.reject(key, `a whole number is expected, not "${literalText(node)}".`)
    return undefined
  }

  /** A mapping below this one; undefined where absent or null. */
  mapping(key: string): MappingReader | undefined {
    if (this.isBlank(key)) return undefined
    const node = this.#node(key)
    if (isMap(node)) return new MappingReader(this.file, node, this.#pathOf(key))
    this.reject(key, 'a mapping (key: value) is expected.')
    return undefined
  }

  /** A mapping of plain texts, as tags and environment variables are. */
  texts(key: string): Record<string, string> {
    const reader = this.mapping(key)
    const entries = reader?.keys().map(name => [name, reader.text(name) ?? ''] as const) ?? []
    return Object.fromEntries(entries)
  }

  scalarNode(key: string): Scalar | undefined {
    const node = this.#node(key)
    return isScalar(node) ? node : undefined
  }

  /** Reports every key that is not in `known`; `later` are keys of CLI v2 that this version cannot send yet. */
  only(known: readonly string[], later: readonly string[] = []): void {
    for (const key of this.keys()) {
      if (known.includes(key)) continue
      const why = later.includes(key)
        ? 'this version of the task does not send it yet; remove it, or use az ml for this job.'
        : `no such key; known here are ${known.join(', ')}.`
      this.reject(key, why)
    }
  }

  /** By the key's text: a key like `2024` or `yes` is no string in YAML. */
  #entry(key: string): Pair | undefined {
    return this.node.items.find(pair => keyText(pair) === key)
  }

  #node(key: string): Node | null | undefined {
    return this.#entry(key)?.value as Node | null | undefined
  }

  #scalar(key: string): Scalar | undefined {
    const node = this.#node(key)
    if (node === undefined || node === null) return undefined
    if (isScalar(node)) return node
    this.reject(key, `a single value is expected, not a ${isSeq(node) ? 'list' : 'mapping'}.`)
    return undefined
  }

  #pathOf(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`
  }
}
