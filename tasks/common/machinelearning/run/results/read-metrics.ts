import { attempt } from '../../../azure/attempt.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import { listChildren } from '../history/run-history.ts'

export interface MetricPoint {
  readonly value: number
  readonly step: number
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

/** What MLflow knows of one run. */
export interface TrackedRun {
  readonly runId: string
  /** Undefined for the job itself. */
  readonly step?: string
  /** Last value of each metric. */
  readonly metrics: Readonly<Record<string, number>>
  readonly history: Readonly<Record<string, readonly MetricPoint[]>>
  readonly parameters: Readonly<Record<string, string>>
}

interface RunAnswer {
  readonly run: {
    readonly data: {
      readonly metrics?: readonly { readonly key: string; readonly value?: number | string | null }[]
      readonly params?: readonly { readonly key: string; readonly value: string }[]
    }
  }
}

/** Metrics and parameters of a job, and of each of its steps where it is a pipeline. */
export async function readTracking(
  workspace: Workspace,
  job: string,
  isPipeline: boolean,
): Promise<TrackedRun[]> {
  const runs = [await readRun(workspace, job)]
  if (!isPipeline) return runs
  for (const child of await listChildren(workspace, job)) {
    runs.push(await readRun(workspace, child.runId, child.displayName ?? child.runId))
  }
  return runs
}

/** What `readTracking` reads but for the history: enough to compare models. */
export async function readValues(
  workspace: Workspace,
  job: string,
  isPipeline: boolean,
): Promise<Pick<TrackedRun, 'metrics'>[]> {
  const children = isPipeline ? await listChildren(workspace, job) : []
  const ids = [job, ...children.map(child => child.runId)]
  return Promise.all(
    ids.map(async id => ({
      metrics: lastValues(await get<RunAnswer>(workspace, 'runs/get', { run_id: id })),
    })),
  )
}

async function readRun(workspace: Workspace, runId: string, step?: string): Promise<TrackedRun> {
  const answer = await get<RunAnswer>(workspace, 'runs/get', { run_id: runId })
  const { run } = answer
  const metrics = lastValues(answer)
  const histories = Object.keys(metrics).map(
    async key => [key, await readHistory(workspace, runId, key)] as const,
  )
  return {
    runId,
    ...(step !== undefined && { step }),
    metrics,
    history: Object.fromEntries(await Promise.all(histories)),
    parameters: Object.fromEntries((run.data.params ?? []).map(({ key, value }) => [key, value])),
  }
}

const lastValues = ({ run }: RunAnswer): Record<string, number> =>
  Object.fromEntries((run.data.metrics ?? []).map(({ key, value }) => [key, numberOf(value)]))

/** What the wire has in place of NaN may be nothing at all, and nothing is not 0. */
const numberOf = (value: number | string | null | undefined): number =>
  value === null || value === undefined || value === '' ? Number.NaN : Number(value)

async function readHistory(workspace: Workspace, runId: string, key: string): Promise<MetricPoint[]> {
  interface HistoryAnswer {
    readonly metrics?: readonly {
      readonly value?: number | string | null
      readonly step?: number | string
      readonly timestamp: number | string
    }[]
  }
  const { metrics } = await get<HistoryAnswer>(workspace, 'metrics/get-history', {
    run_id: runId,
    metric_key: key,
  })
  return (metrics ?? []).map(point => ({
    value: numberOf(point.value),
    step: Number(point.step ?? 0),
    timestamp: Number(point.timestamp),
  }))
}

async function get<T>(workspace: Workspace, path: string, query: Record<string, string>): Promise<T> {
  const url = `${workspace.trackingUrl}/api/2.0/mlflow/${path}?${new URLSearchParams(query).toString()}`
  return attempt('Reading the metrics', async () => {
    const { body } = await workspace.session.door.send<T>('ResourceManager', { method: 'GET', url })
    return body
  })
}

/** One record over all runs; where a name comes twice, the later step's value stands. */
export function merged<Run, T>(
  runs: readonly Run[],
  pick: (run: Run) => Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.assign({}, ...runs.map(pick)) as Record<string, T>
}
