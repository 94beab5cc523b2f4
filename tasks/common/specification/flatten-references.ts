import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  visit,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml'

/** Aliases within what aliases name multiply; no honest file comes near this. */
const MOST_COLLECTIONS = 10_000

/** Is told of a node, of how the file writes it, and of what is wrong with it. */
type Reject = (node: Node, where: string, why: string) => void

/**
 * Puts what an alias or a merge key (`<<`) stands for in its place, so that readers meet only plain mappings. `reject`
 * is told of an alias without an anchor, of one within its own anchor, and of a merge of what is no mapping.
 */
export function flattenReferences(document: Document, reject: Reject): void {
  let collections = 0
  let last: Alias | undefined
  const count = (): symbol | undefined => {
    if (++collections <= MOST_COLLECTIONS) return undefined
    if (last)
      reject(
        last,
        textOf(last),
        `multiplies the file to more than ${MOST_COLLECTIONS} parts; write values in its place.`,
      )
    return visit.BREAK
  }
  visit(document, {
    Alias(_key, alias, ancestors) {
      last = alias
      const target = alias.resolve(document)
      if (target && !ancestors.includes(target)) return target
      reject(alias, textOf(alias), target ? 'stands within what it names.' : 'names no anchor of this file.')
      return visit.REMOVE
    },
    Map(_key, map) {
      merge(map, document, reject)
      return count()
    },
    Seq: count,
  })
}

/**
 * The mapping's own keys win over merged ones, earlier ones of a merged list over later ones, and of several merge keys
 * the last; merged ones come first.
 */
function merge(map: YAMLMap, document: Document, reject: Reject): void {
  const merges = map.items.filter(isMerge)
  if (merges.length === 0) return
  const own = map.items.filter(pair => !isMerge(pair))
  const known = new Set(own.map(keyOf))
  const merged: Pair[] = []
  const sources = merges.reverse().flatMap(({ value }) => sourcesOf(value as Node | null, document, reject))
  for (const pair of sources) {
    if (known.has(keyOf(pair))) continue
    known.add(keyOf(pair))
    merged.push(pair)
  }
  map.items = [...merged, ...own]
}

function sourcesOf(value: Node | null, document: Document, reject: Reject): Pair[] {
  const node = isAlias(value) ? value.resolve(document) : value
  if (isSeq(node)) return node.items.flatMap(item => sourcesOf(item as Node, document, reject))
  if (isMap(node)) return node.items
  if (isScalar(node)) reject(value ?? node, '<<', 'merges mappings; what stands here is none.')
  return []
}

const textOf = (alias: Alias): string => `*${alias.source}`

const keyOf = ({ key }: Pair): unknown => (isScalar(key) ? key.value : key)

function isMerge(pair: Pair): boolean {
  const key = keyOf(pair)
  return key === '<<' || (typeof key === 'symbol' && key.description === '<<')
}
