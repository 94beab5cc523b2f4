import { type Journal, type JournalEntry, memoryJournal } from './journal.ts'
import { armKey } from './ids.ts'

/** Documents of one kind by ARM id (compared case-insensitively). Documents are plain JSON values. */
export interface Collection<T> {
  get(id: string): T | undefined
  /** Creates or replaces; journalled before it returns. */
  put(id: string, document: T): T
  /** True when there was something to delete. */
  delete(id: string): boolean
  has(id: string): boolean
  /** In order of creation. */
  list(): T[]
  /** Documents whose id begins with this prefix, in order of creation. */
  listUnder(prefix: string): T[]
}

/** All documents of a local Azure. A document must be put again to make a change durable. */
export interface Store {
  collection<T>(name: string): Collection<T>
  /** Told of each change in the moment in which it takes effect. */
  watch(listener: (change: JournalEntry) => void): void
  /** Forgets everything. */
  clear(): void
}

/** Replays `history` and journals every later change. */
export function createStore(journal: Journal = memoryJournal, history: JournalEntry[] = []): Store {
  const data = new Map<string, Map<string, unknown>>()
  const table = (name: string) => {
    const found = data.get(name) ?? new Map<string, unknown>()
    data.set(name, found)
    return found
  }
  for (const { collection, key, value } of history) {
    if (value === undefined) table(collection).delete(key)
    else table(collection).set(key, value)
  }
  journal.compact(snapshot(data))
  const listeners: ((change: JournalEntry) => void)[] = []
  const append = (change: JournalEntry) => {
    journal.append(change)
    for (const listener of listeners) listener(change)
  }
  return {
    collection: <T>(name: string) =>
      openCollection(name, table(name) as Map<string, T>, { ...journal, append }),
    watch: listener => void listeners.push(listener),
    clear() {
      for (const rows of data.values()) rows.clear()
      journal.compact([])
    },
  }
}

function snapshot(data: Map<string, Map<string, unknown>>): JournalEntry[] {
  return [...data].flatMap(([collection, rows]) =>
    [...rows].map(([key, value]) => ({ collection, key, value })),
  )
}

function openCollection<T>(collection: string, rows: Map<string, T>, journal: Journal): Collection<T> {
  return {
    get: id => rows.get(armKey(id)),
    put(id, value) {
      const key = armKey(id)
      journal.append({ collection, key, value })
      rows.set(key, value)
      return value
    },
    delete(id) {
      const key = armKey(id)
      if (rows.has(key)) journal.append({ collection, key })
      return rows.delete(key)
    },
    has: id => rows.has(armKey(id)),
    list: () => [...rows.values()],
    listUnder(prefix) {
      const start = armKey(prefix) + '/'
      return [...rows].filter(([key]) => key.startsWith(start)).map(([, value]) => value)
    },
  }
}
