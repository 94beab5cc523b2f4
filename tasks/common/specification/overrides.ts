import { isMap, isSeq, parseDocument, visit, Pair, Scalar, YAMLMap, YAMLSeq, type Node } from 'yaml'
import { pathText, splitPath, type PathPart } from './override-path.ts'
import { pythonScalars } from './python-scalars.ts'
import { Cursor, keyText } from './schema/cursor.ts'
import { nearest } from '../text/nearest.ts'
import type { Schema } from './schema/schema.ts'
import type { YamlFile } from './yaml-file.ts'

/**
 * Applies lines of the form `inputs.lr=0.1`, in their order: the paths of `az ml job create --set`, lists by index
 * (`jobs.a.inputs[0]`, `.0`), values read as YAML. What the file does not have above a path is created. A path that the
 * schema does not know is a problem that names the nearest one.
 */
export function applyOverrides(file: YamlFile, overrides: readonly string[], schema: Schema<unknown>): void {
  for (const line of overrides) {
    const at = line.indexOf('=')
    const parts = splitPath(line.slice(0, at).trim())
    if (at < 1 || parts.length === 0)
      file.reject(undefined, `override "${line}"`, 'is not of the form path=value.')
    else override(file, parts, line.slice(at + 1).trim(), schema)
  }
  file.check()
}

function override(file: YamlFile, parts: readonly PathPart[], text: string, schema: Schema<unknown>): void {
  const where = `override ${pathText(parts)}`
  const before = file.problems
  checkPath(file, parts, schema, where)
  const value = file.problems === before ? readValue(file, text, where) : undefined
  if (value === undefined || file.document.contents === null) return
  visit(value, { Node: (_, node) => file.mark(node, where) })
  setIn(file, file.document.contents, parts, value, where)
}

function checkPath(file: YamlFile, parts: readonly PathPart[], schema: Schema<unknown>, where: string): void {
  let [at, current] = [new Cursor(file, file.document.contents), schema]
  for (const [index, part] of parts.entries()) {
    if (at.scalar && !at.isBlank) {
      const above = pathText(parts.slice(0, index))
      file.reject(undefined, where, `${above} is a single value in the file; override ${above} itself.`)
      return
    }
    const step = current.below(String(part), at)
    if (!('schema' in step)) {
      const why = 'refused' in step ? step.refused : unknownPart(parts, index, step.known)
      file.reject(undefined, where, why)
      return
    }
    current = step.schema
    at = at.at(at.isList && /^\d+$/.test(String(part)) ? Number(part) : part)
  }
}

function unknownPart(parts: readonly PathPart[], index: number, known: readonly string[]): string {
  const above = pathText(parts.slice(0, index)) || 'the file'
  const near = nearest(String(parts[index]), known)
  const missing = `${above} has no ${parts[index]}; `
  if (near !== undefined)
    return `${missing}did you mean ${pathText([...parts.slice(0, index), near, ...parts.slice(index + 1)])}?`
  return missing + (known.length === 0 ? 'nothing can stand there.' : `known there are ${known.join(', ')}.`)
}

function readValue(file: YamlFile, text: string, where: string): Node | undefined {
  const value = parseDocument(text, { schema: 'failsafe', customTags: tags => [...tags, ...pythonScalars] })
  const shown = `"${text}"`
  if (value.errors.length > 0)
    file.reject(undefined, where, `${shown} is no YAML value; if it is text, put it in quotes.`)
  else if (value.commentBefore ?? value.comment ?? value.contents?.comment)
    file.reject(undefined, where, `${shown} holds a comment (#); put the value in quotes.`)
  else return placeless(value.contents ?? new Scalar(null))
  return undefined
}

/** The value's own offsets mean nothing in the file. */
function placeless(value: Node): Node {
  visit(value, {
    Node(_, node) {
      node.range = null
    },
  })
  return value
}

function setIn(
  file: YamlFile,
  node: Node,
  [part = '', ...rest]: readonly PathPart[],
  value: Node,
  where: string,
): void {
  const known = childOf(node, part)
  const child = rest.length === 0 ? value : isCollection(known) ? known : collectionFor(rest[0])
  if (!put(node, part, child))
    file.reject(undefined, where, `the list has no entry before ${part}; set that one first.`)
  else if (rest.length > 0) setIn(file, child, rest, value, where)
}

const isCollection = (node: unknown): node is YAMLMap | YAMLSeq => isMap(node) || isSeq(node)

const collectionFor = (part: PathPart | undefined): Node =>
  typeof part === 'number' ? new YAMLSeq() : new YAMLMap()

function childOf(node: Node, part: PathPart): unknown {
  if (isSeq(node)) return node.items[Number(part)]
  return isMap(node) ? node.items.find(pair => keyText(pair) === String(part))?.value : undefined
}

/** False where a list would have a gap. */
function put(node: Node, part: PathPart, child: Node): boolean {
  if (isSeq(node)) {
    const index = Number(part)
    if (!(index <= node.items.length)) return false
    node.items[index] = child
    return true
  }
  if (!isMap(node)) return false
  const pair = node.items.find(item => keyText(item) === String(part))
  if (pair) pair.value = child
  else node.items.push(new Pair(new Scalar(String(part)), child))
  return true
}
