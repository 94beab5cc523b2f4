import type { Caller } from '../../core/principals.ts'
import { type Progress, isFinal, stateOf } from '../../core/pace.ts'
import type { Collection } from '../../core/store.ts'
import type { World } from '../../core/world.ts'
import type { RegistryDocument } from '../resource/registry-document.ts'

export type RunStatus =
  'Queued' | 'Started' | 'Running' | 'Succeeded' | 'Failed' | 'Canceled' | 'Error' | 'Timeout'

export interface OutputImage {
  registry: string
  repository: string
  tag: string
  digest: string
}

/** A build; what was asked for is not kept, as it may hold secrets. */
export interface RunDocument {
  /** ARM id. */
  id: string
  runId: string
  /** What is true; clients may see an earlier state while the pace lags behind. */
  status: RunStatus
  progress: Progress
  createTime: string
  startTime?: string
  finishTime?: string
  lastUpdatedTime: string
  outputImages?: OutputImage[]
  runErrorMessage?: string
  platform: { os: string; architecture: string }
  cpu: number
  isArchiveEnabled: boolean
  createdBy: string
}

export const runsOf = ({ store }: World): Collection<RunDocument> => store.collection('registryRuns')

const ended: RunStatus[] = ['Succeeded', 'Failed', 'Canceled', 'Error', 'Timeout']
export const hasEnded = ({ status }: RunDocument): boolean => ended.includes(status)

/** Runs are numbered in the service's way, by two or three letters and digits: `ca1`, `ca2`, ... `caz`, `cb0`. */
function newRunId(world: World, registry: RegistryDocument): string {
  const number = runsOf(world).listUnder(registry.id).length + 1
  return `c${(10 * 36 + number).toString(36)}`
}

export function newRun(
  world: World,
  registry: RegistryDocument,
  caller: Caller,
  asked: Pick<RunDocument, 'platform' | 'cpu' | 'isArchiveEnabled'>,
): RunDocument {
  const runId = newRunId(world, registry)
  const now = world.clock.now().toISOString()
  const id = `${registry.id}/runs/${runId}`
  const progress = world.pace.start('registryRun', ['Queued', 'Started', 'Running', 'done'])
  const times = { createTime: now, lastUpdatedTime: now }
  return runsOf(world).put(id, {
    ...{ id, runId, status: 'Queued', progress, createdBy: caller.appId },
    ...times,
    ...asked,
  })
}

/** Notes a change of a run; one that has ended does not change any more. */
export function updateRun(world: World, id: string, change: Partial<RunDocument>): RunDocument | undefined {
  const run = runsOf(world).get(id)
  if (!run || hasEnded(run)) return run
  return runsOf(world).put(id, { ...run, ...change, lastUpdatedTime: world.clock.now().toISOString() })
}

/** A client's look at a run: counts as a read for the pace. */
export function readRun(world: World, run: RunDocument): { run: RunDocument; status: RunStatus } {
  const progress = world.pace.read(run.progress)
  const read = progress === run.progress ? run : runsOf(world).put(run.id, { ...run, progress })
  return { run: read, status: isFinal(progress) ? run.status : (stateOf(progress) as RunStatus) }
}
