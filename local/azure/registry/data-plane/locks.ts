import type { World } from '../../core/world.ts'

/** What may be done to a repository, a manifest or a tag. */
export interface Attributes {
  deleteEnabled: boolean
  writeEnabled: boolean
  readEnabled: boolean
  listEnabled: boolean
}

/** Attributes by `repository`, `repository@digest` and `repository:tag`. */
export interface Locks {
  get(name: string): Attributes
  change(name: string, change: Partial<Attributes>): Attributes
  /** Whether it must not be deleted. */
  holds(name: string): boolean
}

const OPEN: Attributes = { deleteEnabled: true, writeEnabled: true, readEnabled: true, listEnabled: true }

export function locksOf({ store }: World): Locks {
  const attributes = store.collection<Attributes>('registryAttributes')
  const get = (name: string) => attributes.get(name) ?? OPEN
  return {
    get,
    change: (name, change) => attributes.put(name, { ...get(name), ...change }),
    holds: name => !get(name).deleteEnabled || !get(name).writeEnabled,
  }
}
