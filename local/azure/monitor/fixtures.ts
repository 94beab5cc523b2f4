import type { World } from '../core/world.ts'

/** What Azure Monitor shows, as a test says: nothing here measures by itself. */
export interface MonitorFixture {
  /** Averages of the last minutes by metric, oldest first; `null` where a minute has none. */
  metrics: Record<string, (number | null)[]>
  /** Answer to the next query, whatever it asks; undefined: none is set. */
  table: { columns: { name: string; type: string }[]; rows: unknown[][] } | undefined
}

/** One for each local Azure; a restart forgets it. */
export function createFixture(world: World): MonitorFixture {
  const fixture: MonitorFixture = { metrics: {}, table: undefined }
  world.onReset(() => clear(fixture))
  return fixture
}

export function clear(fixture: MonitorFixture): void {
  fixture.metrics = {}
  fixture.table = undefined
}
