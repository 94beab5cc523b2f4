import { readFileSync } from 'node:fs'
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Node, type Pair } from 'yaml'

import { PipelineError, type Position } from './position.ts'

export interface ScalarTree {
  kind: 'scalar'
  text: string
  at: Position
}

export interface SequenceTree {
  kind: 'sequence'
  items: Tree[]
  at: Position
}

export interface MappingEntry {
  key: string
  keyAt: Position
  value: Tree
}

export interface MappingTree {
  kind: 'mapping'
  entries: MappingEntry[]
  at: Position
}

/** YAML as Azure Pipelines reads it: every scalar is text, every node knows its place. */
export type Tree = ScalarTree | SequenceTree | MappingTree

type Locate = (node: Node | null) => Position

/** `file` is the name shown in messages; `path` is where the text lies. */
export function readTreeFile(path: string, file: string): Tree {
  return readTree(readFileSync(path, 'utf8'), file)
}

function readTree(text: string, file: string): Tree {
  const lines = new LineCounter()
  // The failsafe schema keeps the text of scalars: `3.10` must not become 3.1.
  const document = parseDocument(text, { lineCounter: lines, schema: 'failsafe', uniqueKeys: sameFixedKey })
  const problem = document.errors[0]
  const start: Position = { file, line: 1, column: 1 }
  if (problem) {
    const at = problem.linePos?.[0] ?? { line: 1, col: 1 }
    const summary =
      problem.message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? problem.message
    throw new PipelineError(
      { file, line: at.line, column: at.col },
      `This is not valid YAML: ${summary}.`,
      '',
    )
  }
  const locate: Locate = node => {
    if (!node?.range) return start
    const { line, col } = lines.linePos(node.range[0])
    return { file, line, column: col }
  }
  return convert(document.contents, locate, start)
}

/** `${{ if … }}` may stand twice in one mapping; no other key may. */
function sameFixedKey(a: unknown, b: unknown): boolean {
  const name = isScalar(a) ? a.value : a
  const other = isScalar(b) ? b.value : b
  return name === other && !String(name).trimStart().startsWith('${{')
}

function convert(node: Node | null, locate: Locate, fallback: Position): Tree {
  const at = node ? locate(node) : fallback
  if (!node) return { kind: 'scalar', text: '', at }
  if (isAlias(node)) {
    throw new PipelineError(
      at,
      'YAML aliases are not part of Azure Pipelines.',
      'Use a template or repeat the text.',
    )
  }
  if (isScalar(node)) return { kind: 'scalar', text: typeof node.value === 'string' ? node.value : '', at }
  if (isSeq(node)) {
    return { kind: 'sequence', items: node.items.map(item => convert(item as Node | null, locate, at)), at }
  }
  if (isMap(node))
    return { kind: 'mapping', entries: node.items.map(pair => convertPair(pair, locate, at)), at }
  throw new PipelineError(at, 'This YAML node is not understood.', 'Use mappings, sequences and scalars.')
}

function convertPair(pair: Pair, locate: Locate, fallback: Position): MappingEntry {
  const key = pair.key as Node | null
  const keyAt = key ? locate(key) : fallback
  if (!isScalar(key)) throw new PipelineError(keyAt, 'A key has to be plain text.', '')
  return { key: String(key.value), keyAt, value: convert(pair.value as Node | null, locate, keyAt) }
}
