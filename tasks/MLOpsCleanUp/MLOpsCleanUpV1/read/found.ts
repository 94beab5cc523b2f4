import type { Item, User } from '../plan/item.ts'

/** An item whose needs are still references, and the references by which others may name it. */
export interface FoundItem extends Omit<Item, 'needs'> {
  readonly names: readonly string[]
  readonly refersTo: readonly string[]
}

export interface FoundUser {
  readonly name: string
  readonly refersTo: readonly string[]
}

/** What is there of one kind, and who else uses things of this project's kinds. */
export interface Found {
  readonly items: readonly FoundItem[]
  readonly users: readonly FoundUser[]
}

export const nothing: Found = { items: [], users: [] }

export const joined = (parts: readonly Found[]): Found => ({
  items: parts.flatMap(({ items }) => items),
  users: parts.flatMap(({ users }) => users),
})

/** The form in which references are compared: some writers of documents keep the case of names, others do not. */
export const keyOf = (reference: string): string => reference.toLowerCase()

/** References turned into ids. One name may stand for several things: the same image in two repositories. */
export function linked({ items, users }: Found): { items: Item[]; users: User[] } {
  const byName = new Map<string, string[]>()
  for (const { id, names } of items)
    for (const key of new Set(names.map(keyOf))) {
      const ids = byName.get(key) ?? []
      ids.push(id)
      byName.set(key, ids)
    }
  const idsOf = (references: readonly string[], self?: string): string[] =>
    [...new Set(references.flatMap(reference => byName.get(keyOf(reference)) ?? []))].filter(
      id => id !== self,
    )
  return {
    items: items.map(({ names: _names, refersTo, ...item }) => ({
      ...item,
      needs: idsOf(refersTo, item.id),
    })),
    users: users.map(({ name, refersTo }) => ({ name, needs: idsOf(refersTo) })),
  }
}
