import { newGuid } from '../core/ids.ts'
import type { World } from '../core/world.ts'
import { ensureExperiment } from './experiments.ts'
import { type RunDocument, type RunError, type RunStatus, isTerminal } from './run-document.ts'

export type NewRun = Pick<RunDocument, 'runId' | 'runType' | 'displayName'> & {
  experimentName: string
} & Partial<
    Omit<RunDocument, 'runId' | 'runType' | 'displayName' | 'experimentName' | 'experimentId' | 'runUuid'>
  >

const runs = (world: World) => world.store.collection<RunDocument>('runs')

/** Ids of runs are case-sensitive. */
export function findRun(world: World, runId: string): RunDocument | undefined {
  const found = runs(world).get(runId)
  return found?.runId === runId ? found : undefined
}

export const listRuns = (world: World): RunDocument[] => runs(world).list()

/** The steps of a pipeline, or the nested runs of a script, oldest first. */
export const childrenOf = (world: World, parentRunId: string): RunDocument[] =>
  runs(world)
    .list()
    .filter(run => run.parentRunId === parentRunId)

export function createRun(world: World, run: NewRun): RunDocument {
  const experiment = ensureExperiment(world, run.experimentName)
  return runs(world).put(run.runId, {
    runUuid: newGuid(),
    rootRunId: run.runId,
    parentRunId: null,
    dataContainerId: `dcid.${run.runId}`,
    runNumber: Math.floor(world.clock.now().getTime() / 1000),
    name: null,
    target: null,
    status: 'NotStarted',
    error: null,
    tags: {},
    properties: {},
    params: {},
    inputs: {},
    outputs: {},
    definition: {},
    userId: '',
    createdTimeUtc: world.clock.now().toISOString(),
    startTimeUtc: null,
    endTimeUtc: null,
    revision: 1,
    ...run,
    experimentId: experiment.experimentId,
  })
}

/** Changes a run and makes the change durable. */
export function updateRun(world: World, runId: string, change: Partial<RunDocument>): RunDocument {
  const run = findRun(world, runId)
  if (!run) throw new Error(`There is no run '${runId}' to change.`)
  return runs(world).put(runId, { ...run, ...change, revision: run.revision + 1 })
}

/**
 * Moves a run to another state and stamps its times. A run that has ended stays ended, and one that is being cancelled
 * goes on only to an end.
 */
export function setStatus(
  world: World,
  runId: string,
  status: RunStatus,
  error: RunError | null = null,
): RunDocument {
  const run = findRun(world, runId)
  if (!run) throw new Error(`There is no run '${runId}' to change.`)
  if (isTerminal(run.status)) return run
  if (run.status === 'CancelRequested' && !isTerminal(status)) return run
  const now = world.clock.now().toISOString()
  return updateRun(world, runId, {
    status,
    error,
    startTimeUtc: run.startTimeUtc ?? (status === 'Running' ? now : null),
    endTimeUtc: isTerminal(status) ? now : null,
  })
}
