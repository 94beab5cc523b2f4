import { linked, type Found, type FoundUser } from '../read/found.ts'
import type { Policy, Verdict } from './item.ts'
import { judgeItems } from './judge-items.ts'

/** Reads the jobs that made these models: job -> name of the model. */
export type ReadOrigins = (models: ReadonlyMap<string, string>) => Promise<readonly FoundUser[]>

/**
 * Judges what was found. The job that made a model which stays is a user too, and what it needs may make other models
 * stay; so it is judged again until no model is new among those that stay.
 */
export async function settlePlan(found: Found, policy: Policy, readOrigins: ReadOrigins): Promise<Verdict[]> {
  const users = [...found.users]
  const known = new Set<string>()
  for (;;) {
    const { items, users: needing } = linked({ items: found.items, users })
    const verdicts = judgeItems(items, needing, policy)
    const origins = newOrigins(verdicts, known)
    if (origins.size === 0) return verdicts
    for (const job of origins.keys()) known.add(job)
    users.push(...(await readOrigins(origins)))
  }
}

const newOrigins = (verdicts: readonly Verdict[], known: ReadonlySet<string>): Map<string, string> =>
  new Map(
    verdicts.flatMap(({ goes, item: { name, madeBy } }) =>
      goes || madeBy === undefined || known.has(madeBy) ? [] : [[madeBy, name] as const],
    ),
  )
