import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar } from 'yaml'
import { TaskError } from '../../errors.ts'
import { withoutSecrets } from '../../text/without-secrets.ts'
import { pythonText } from '../python-scalars.ts'
import type { YamlFile } from '../yaml-file.ts'
import type { Schema } from './schema.ts'

/** More of a value than this says no more about what is wrong with it. */
const LONG = 200

type Found = Node | null | undefined

/** A place in a file that is being read: the node, the path to it, and where its problems go. */
export class Cursor {
  readonly file: YamlFile
  readonly node: Found
  readonly path: string
  /** The nearest node that is there: where a problem of something absent is reported. */
  readonly #anchor: Found

  constructor(file: YamlFile, node: Found, path = '', anchor: Found = node) {
    this.file = file
    this.node = node
    this.path = path
    this.#anchor = node ?? anchor
  }

  /** Absent, or there without a value. */
  get isBlank(): boolean {
    return this.node === undefined || this.node === null || (isScalar(this.node) && this.node.value === null)
  }

  get scalar(): Scalar | undefined {
    return isScalar(this.node) ? this.node : undefined
  }

  /** The scalar as Python writes it; undefined where there is none. */
  get text(): string | undefined {
    return this.scalar && !this.isBlank ? literalText(this.scalar) : undefined
  }

  get isMapping(): boolean {
    return isMap(this.node)
  }

  get isList(): boolean {
    return isSeq(this.node)
  }

  /** The keys of a mapping, in the file's order; none for anything else. */
  keys(): string[] {
    return isMap(this.node) ? this.node.items.map(keyText) : []
  }

  has(key: string): boolean {
    return this.keys().includes(key)
  }

  /** The place under a key or an index; it may be absent. */
  at(...keys: readonly (string | number)[]): Cursor {
    return keys.reduce((cursor: Cursor, key) => cursor.#down(key), this)
  }

  /** The place of a mapping's key itself, for problems of the key rather than of its value. */
  keyOf(key: string): Cursor {
    const pair = isMap(this.node) ? this.node.items.find(item => keyText(item) === key) : undefined
    return new Cursor(this.file, pair?.key as Found, this.#pathOf(key), this.#anchor)
  }

  reject(why: string): void {
    this.file.reject(this.#anchor, this.path === '' ? 'the file' : this.path, why)
  }

  /**
   * Another file that this place names, read by its own schema: paths in it are relative to it, and its problems join
   * this file's. `name` is relative to this file.
   */
  load<T>(name: string, schema: Schema<T>): T | undefined {
    try {
      const file = this.file.open(name)
      return schema.read(new Cursor(file, file.document.contents))
    } catch (error) {
      if (!(error instanceof TaskError)) throw error
      this.reject(error.message)
      return undefined
    }
  }

  /** "a text", "a list"...: what stands here, for messages. */
  get found(): string {
    if (this.isBlank) return 'nothing'
    if (this.isMapping) return 'a mapping'
    if (this.isList) return 'a list'
    const text = withoutSecrets(this.text ?? '')
    return `"${text.length > LONG ? `${text.slice(0, LONG)}...` : text}"`
  }

  #down(key: string | number): Cursor {
    const path = this.#pathOf(key)
    if (isMap(this.node)) {
      const pair = this.node.items.find(item => keyText(item) === String(key))
      return new Cursor(this.file, pair && ((pair.value ?? null) as Found), path, this.#anchor)
    }
    if (isSeq(this.node))
      return new Cursor(this.file, this.node.items[Number(key)] as Found, path, this.#anchor)
    return new Cursor(this.file, undefined, path, this.#anchor)
  }

  #pathOf(key: string | number): string {
    if (typeof key === 'number') return `${this.path}[${key}]`
    return this.path === '' ? key : `${this.path}.${key}`
  }
}

/** By the key's text in JSON: a key like `2024` or `yes` is no string in YAML. */
export function keyText({ key }: Pair): string {
  if (!isScalar(key)) return String(key)
  return typeof key.value === 'number' ? literalText(key) : String(key.value)
}

export const literalText = (node: Scalar): string => pythonText(node.value, isFloat(node))

const FLOAT = 'tag:yaml.org,2002:float'

/** The tag is set only where the file writes it; a number with a dot in its source is a float too. */
export const isFloat = (node: Scalar): boolean =>
  typeof node.value === 'number' && (node.tag === FLOAT || /[.]/.test(node.source ?? ''))
