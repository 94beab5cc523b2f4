import { HIDDEN } from './request-words.ts'

/** A prediction may well be a few small numbers that also stand side by side in the request. */
const TELLING = 4

/** The rows and columns of a request as bare lists of values, to be found in an answer that has no names for them. */
export class RequestLists {
  readonly #lists: ReadonlySet<string>
  readonly #lengths: readonly number[]

  constructor(content: unknown) {
    const lists = listsOf(content).filter(list => new Set(list).size >= TELLING)
    this.#lists = new Set(lists.map(list => JSON.stringify(list)))
    this.#lengths = [...new Set(lists.map(({ length }) => length))]
  }

  /** The list without a row or column of the request that it is, begins or ends with. */
  hide(list: readonly unknown[]): readonly unknown[] {
    for (const length of this.#lengths) {
      const at = list.length - length
      if (at < 0) continue
      if (this.#lists.has(JSON.stringify(list.slice(0, length)))) return [HIDDEN, ...list.slice(length)]
      if (this.#lists.has(JSON.stringify(list.slice(at)))) return [...list.slice(0, at), HIDDEN]
    }
    return list
  }
}

/** Lists of single values anywhere in it, the values of each object, and the columns of what are tables. */
function listsOf(value: unknown): unknown[][] {
  if (typeof value !== 'object' || value === null) return []
  const items: unknown[] = Object.values(value)
  const rows = items.filter(isParent).map(item => Object.values(item) as unknown[])
  const own = items.some(isParent) ? columnsOf(rows) : [items]
  return [...own, ...items.flatMap(listsOf)]
}

const columnsOf = (rows: readonly unknown[][]): unknown[][] =>
  (rows[0] ?? []).map((_, column) => rows.map(row => row[column])).filter(list => !list.some(isParent))

const isParent = (value: unknown): value is object => typeof value === 'object' && value !== null
