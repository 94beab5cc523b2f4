import { visit, type Document, type Pair } from 'yaml'
import { keyText } from './schema/cursor.ts'

/** Of keys that a mapping repeats the last one counts, at the place of the first, as in a Python dict. */
export function lastOfDuplicates(document: Document): void {
  visit(document, {
    Map(_key, map) {
      const byKey = new Map<string, Pair>()
      for (const pair of map.items) byKey.set(keyText(pair), pair)
      if (byKey.size < map.items.length) map.items = [...byKey.values()]
    },
  })
}
