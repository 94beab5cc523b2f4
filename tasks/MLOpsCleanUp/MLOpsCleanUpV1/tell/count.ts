import { KINDS, type Item, type Verdict } from '../plan/item.ts'

const DAY = 86_400_000

/** Whole days; 0 for what tells no time. */
export const ageInDays = ({ since }: Item, now: number): number =>
  Math.max(0, Math.floor((now - since) / DAY))

/** Rows of kind, number and reason; the names in a reason are left out, so that it counts. */
export function staysByReason(verdicts: readonly Verdict[]): string[][] {
  const staying = verdicts.filter(({ goes }) => !goes)
  return KINDS.flatMap(kind => {
    const counts = new Map<string, number>()
    for (const verdict of staying.filter(({ item }) => item.kind === kind))
      counts.set(reasonOf(verdict), (counts.get(reasonOf(verdict)) ?? 0) + 1)
    return [...counts].map(([why, count]) => [kind, String(count), why])
  })
}

function reasonOf({ item, why }: Verdict): string {
  if (why === item.inUse) return why === 'is locked' ? 'locked' : 'in use'
  return why.startsWith('needed by') ? 'needed by what stays' : why
}
