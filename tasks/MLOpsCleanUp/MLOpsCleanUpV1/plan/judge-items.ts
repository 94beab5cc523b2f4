import { KINDS, type Item, type Policy, type User, type Verdict } from './item.ts'

/**
 * What goes and what stays, each with its reason. Nothing goes that anything which stays needs: neither a thing that
 * the policy keeps, nor one of a kind that is not cleaned up at all. The order is that of deletion.
 */
export function judgeItems(items: readonly Item[], users: readonly User[], policy: Policy): Verdict[] {
  const reasons = stayingByPolicy(items, policy)
  spread(items, users, reasons)
  return inOrder(items.map(item => verdict(item, reasons.get(item.id))))
}

const verdict = (item: Item, why: string | undefined): Verdict =>
  why === undefined ? { item, goes: true, why: 'old and unused' } : { item, goes: false, why }

/** Id -> why it stays, by what is known of the item alone and by its place in its group. */
function stayingByPolicy(items: readonly Item[], policy: Policy): Map<string, string> {
  const newest = newestOf(items, policy.keep)
  const reasons = new Map<string, string>()
  for (const item of items) {
    const why =
      ownReason(item, policy) ?? (newest.has(item.id) ? `among the newest ${policy.keep}` : undefined)
    if (why !== undefined) reasons.set(item.id, why)
  }
  return reasons
}

function ownReason(item: Item, policy: Policy): string | undefined {
  if (item.inUse !== undefined) return item.inUse
  if (!policy.kinds.has(item.kind)) return 'not chosen'
  if (item.since >= policy.before) return 'not old enough'
  return hasTags(item, policy.tags) ? undefined : 'has other tags'
}

const hasTags = ({ tags }: Item, wanted: Policy['tags']): boolean =>
  Object.entries(wanted).every(
    ([name, value]) => Object.hasOwn(tags, name) && (value === '' || tags[name] === value),
  )

/** Of two of the same age the one with the greater name counts as newer, so that a plan is the same each time. */
function newestOf(items: readonly Item[], keep: number): Set<string> {
  const counts = new Map<string, number>()
  const kept = [...items].sort(newestFirst).filter(({ kind, group }) => {
    if (group === undefined) return false
    const key = `${kind}/${group}`
    const count = (counts.get(key) ?? 0) + 1
    counts.set(key, count)
    return count <= keep
  })
  return new Set(kept.map(({ id }) => id))
}

const newestFirst = (a: Item, b: Item): number =>
  b.since - a.since || b.name.localeCompare(a.name, 'en', { numeric: true })

/** Whatever stays keeps what it needs, and that what it needs in turn. */
function spread(items: readonly Item[], users: readonly User[], reasons: Map<string, string>): void {
  const byId = new Map(items.map(item => [item.id, item]))
  const staying: User[] = [...users, ...items.filter(({ id }) => reasons.has(id))]
  for (const { name, needs } of staying) {
    for (const id of needs) {
      const needed = byId.get(id)
      if (!needed || reasons.has(id)) continue
      reasons.set(id, `needed by ${name}`)
      staying.push(needed)
    }
  }
}

/** By kind; within a kind those that need others of it come first, as a pipeline component before its steps. */
function inOrder(verdicts: readonly Verdict[]): Verdict[] {
  return KINDS.flatMap(kind => needersFirst(verdicts.filter(({ item }) => item.kind === kind)))
}

function needersFirst(verdicts: readonly Verdict[]): Verdict[] {
  const byId = new Map(verdicts.map(verdict => [verdict.item.id, verdict]))
  const visited = new Set<string>()
  const neededFirst: Verdict[] = []
  const visit = (verdict: Verdict): void => {
    if (visited.has(verdict.item.id)) return
    visited.add(verdict.item.id)
    for (const id of verdict.item.needs) {
      const needed = byId.get(id)
      if (needed) visit(needed)
    }
    neededFirst.push(verdict)
  }
  for (const verdict of [...verdicts].sort((a, b) => newestFirst(a.item, b.item))) visit(verdict)
  return neededFirst.reverse()
}
