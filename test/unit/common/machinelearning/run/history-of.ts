import type { FakeWorld } from '../../../../support/fake-workspace.ts'

/** One look at a run: what its details say, what its log has gained, which runs are below it. */
export interface Look {
  readonly status: string
  readonly log?: string
  readonly logs?: Readonly<Record<string, string>>
  readonly [field: string]: unknown
}

export interface FakeRun {
  readonly runId: string
  readonly displayName?: string
  readonly properties?: Readonly<Record<string, string>>
  readonly tags?: Readonly<Record<string, string>>
  /** The run takes the next with each look at its details, the last for ever. */
  readonly looks: readonly Look[]
  readonly children?: readonly FakeRun[]
}

/** Makes run history tell of these runs and of those below them. */
export function historyOf(world: FakeWorld, ...runs: readonly FakeRun[]): void {
  for (const run of runs) {
    answerDetails(world, run)
    answerChildren(world, run)
    historyOf(world, ...(run.children ?? []))
  }
}

function answerDetails({ wire, world }: FakeWorld, { runId, looks }: FakeRun): void {
  let at = 0
  wire.on('GET', new RegExp(`/runs/${runId}/details`), () => {
    const { log, logs = {}, ...fields } = looks[Math.min(at, looks.length - 1)] as Look
    const written =
      at++ < looks.length ? { ...logs, ...(log !== undefined && { 'user_logs/std_log.txt': log }) } : {}
    for (const [name, text] of Object.entries(written)) {
      const key = `logs/${runId}/${name}`
      world.blobs.put(key, (world.blobs.text(key) ?? '') + text)
    }
    const prefix = `logs/${runId}/`
    const names = world.blobs.keys.filter(key => key.startsWith(prefix)).map(key => key.slice(prefix.length))
    const logFiles = Object.fromEntries(
      names.map(name => [name, `https://account.blob.storage.example/${prefix}${name}?sig=s`]),
    )
    return { body: { runId, logFiles, ...fields } }
  })
}

function answerChildren({ wire }: FakeWorld, { runId, children = [] }: FakeRun): void {
  const value = children.map(({ runId, displayName, properties, tags }, i) => ({
    runId,
    displayName,
    properties,
    tags,
    status: 'any',
    createdTimeUtc: `2026-01-01T00:${String(i).padStart(2, '0')}:00Z`,
  }))
  wire.on('GET', new RegExp(`/runs/${runId}/children`), { body: { value } })
}
