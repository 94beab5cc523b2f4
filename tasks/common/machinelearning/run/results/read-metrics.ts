import { inParallel } from '../../../in-parallel.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import { kindOfParts, type PartKind } from '../follow/part.ts'
import { readRun, type ChildRun } from '../history/run-history.ts'
import { BEST_TRIAL, objectiveOf, type Objective } from './best-trial.ts'
import { listTree } from './list-tree.ts'
import { readHistory, readRunValues, type MetricPoint, type RunValues } from './mlflow.ts'

export type { MetricPoint } from './mlflow.ts'

const AT_ONCE = 8

/** What is known of one run of a job: of the job itself, of a step, or of a trial. */
export interface TrackedRun extends RunValues {
  readonly runId: string
  /** Names from the job down, as `outer/train` or `trial 3`; undefined for the job itself. */
  readonly step?: string
  readonly kind?: PartKind
  /** As run history had it last; undefined for the job itself. */
  readonly status?: string
  /** Of a trial: the hyperparameters that its sweep gave it. */
  readonly tried?: Readonly<Record<string, string>>
  /** Of a sweep: what it looks for. */
  readonly objective?: Objective
  /** Of the trial that its sweep names as the best. */
  readonly isBest?: true
  /** Empty for trials other than the best: a sweep may have a thousand. */
  readonly history: Readonly<Record<string, readonly MetricPoint[]>>
}

/** Metrics, parameters and tags of a job, of each step of a pipeline and of each trial of a sweep, at every depth. */
export async function readTracking(workspace: Workspace, job: string): Promise<TrackedRun[]> {
  const found = await findRuns(workspace, job)
  return inParallel(found, AT_ONCE, async run => {
    const values = await readRunValues(workspace, run.runId)
    const wantsHistory = run.kind !== 'trial' || run.isBest === true
    return { ...run, ...values, history: wantsHistory ? await historyOf(workspace, run.runId, values) : {} }
  })
}

/**
 * What `readTracking` reads of the runs that count, without the history: enough to compare models.
 *
 * @param hasParts whether the job is a pipeline or a sweep
 */
export async function readValues(
  workspace: Workspace,
  job: string,
  hasParts: boolean,
): Promise<Pick<RunValues, 'metrics' | 'isDeleted'>[]> {
  const counting = hasParts ? (await findRuns(workspace, job)).filter(counts) : [{ runId: job }]
  return inParallel(counting, AT_ONCE, ({ runId }) => readRunValues(workspace, runId))
}

/** The metrics that stand for a job: where a name comes twice, the later step's; of a sweep the best trial's. */
export const headline = (runs: readonly TrackedRun[]): Record<string, number> =>
  merged(runs.filter(counts), run => run.metrics)

/** The parameters that stand for a job, as `headline` has its metrics. */
export const headlineParameters = (runs: readonly TrackedRun[]): Record<string, string> =>
  merged(runs.filter(counts), run => run.parameters)

const counts = ({ kind, isBest }: Pick<TrackedRun, 'kind' | 'isBest'>): boolean =>
  kind !== 'trial' || isBest === true

/** One record over all runs; where a name comes twice, the later run's value stands. */
export function merged<Run, T>(
  runs: readonly Run[],
  pick: (run: Run) => Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.assign({}, ...runs.map(pick)) as Record<string, T>
}

type FoundRun = Omit<TrackedRun, keyof RunValues | 'history'>

async function findRuns(workspace: Workspace, job: string): Promise<FoundRun[]> {
  const root = await readRun(workspace, job)
  const below = kindOfParts(root) ? await listTree(workspace, { runId: job, tags: root.tags }) : []
  const best = new Set([root, ...below.map(({ run }) => run)].map(run => run.properties?.[BEST_TRIAL]))
  return [
    { runId: job, ...sought(root) },
    ...below.map(({ runId, kind, path, tried, run }) => ({
      runId,
      step: path.join('/'),
      kind,
      status: run.status,
      ...(kind === 'trial' && { tried }),
      ...sought(run),
      ...(best.has(runId) && { isBest: true as const }),
    })),
  ]
}

function sought({ properties }: ChildRun): Pick<TrackedRun, 'objective'> {
  const objective = objectiveOf(properties)
  return objective ? { objective } : {}
}

async function historyOf(
  workspace: Workspace,
  runId: string,
  { metrics }: RunValues,
): Promise<Record<string, readonly MetricPoint[]>> {
  const histories = await inParallel(Object.keys(metrics), AT_ONCE, async key => {
    return [key, await readHistory(workspace, runId, key)] as const
  })
  return Object.fromEntries(histories)
}
