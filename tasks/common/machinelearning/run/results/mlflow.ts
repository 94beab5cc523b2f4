import { attempt } from '../../../azure/attempt.ts'
import type { Workspace } from '../../workspace/workspace.ts'

export interface MetricPoint {
  /** NaN and the infinities too: a loss that explodes is a fact. */
  readonly value: number
  readonly step: number
  /** Milliseconds since the epoch. */
  readonly timestamp: number
}

/** What one call tells of a run. */
export interface RunValues {
  /** Last value of each metric. */
  readonly metrics: Readonly<Record<string, number>>
  readonly parameters: Readonly<Record<string, string>>
  readonly tags: Readonly<Record<string, string>>
  /** MLflow only marks a run that somebody deletes, and still tells its values. */
  readonly isDeleted?: true
}

type Pairs = readonly { readonly key: string; readonly value: string }[]

export async function readRunValues(workspace: Workspace, runId: string): Promise<RunValues> {
  interface RunAnswer {
    readonly run: {
      readonly info?: { readonly lifecycle_stage?: string }
      readonly data: {
        readonly metrics?: readonly { readonly key: string; readonly value?: number | string | null }[]
        readonly params?: Pairs
        readonly tags?: Pairs
      }
    }
  }
  const { run } = await get<RunAnswer>(workspace, 'runs/get', { run_id: runId })
  const { metrics = [], params = [], tags = [] } = run.data
  return {
    metrics: Object.fromEntries(metrics.map(({ key, value }) => [key, numberOf(value)])),
    parameters: recordOf(params),
    tags: recordOf(tags),
    ...(run.info?.lifecycle_stage === 'deleted' && { isDeleted: true }),
  }
}

/** Every point of one metric, in the order of the service. */
export async function readHistory(workspace: Workspace, runId: string, key: string): Promise<MetricPoint[]> {
  interface HistoryAnswer {
    readonly metrics?: readonly {
      readonly value?: number | string | null
      readonly step?: number | string
      readonly timestamp: number | string
    }[]
    readonly next_page_token?: string | null
  }
  const points: MetricPoint[] = []
  for (let token: string | undefined = ''; token !== undefined;) {
    const page: HistoryAnswer = await get<HistoryAnswer>(workspace, 'metrics/get-history', {
      run_id: runId,
      metric_key: key,
      ...(token && { page_token: token }),
    })
    for (const { value, step = 0, timestamp } of page.metrics ?? [])
      points.push({ value: numberOf(value), step: Number(step), timestamp: Number(timestamp) })
    token = page.next_page_token || undefined
  }
  return points
}

/** What the wire has in place of NaN may be nothing at all, and nothing is not 0. */
const numberOf = (value: number | string | null | undefined): number =>
  value === null || value === undefined || value === '' ? Number.NaN : Number(value)

const recordOf = (pairs: Pairs): Record<string, string> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]))

async function get<T>(workspace: Workspace, path: string, query: Record<string, string>): Promise<T> {
  const url = `${workspace.trackingUrl}/api/2.0/mlflow/${path}?${new URLSearchParams(query).toString()}`
  return attempt('Reading the metrics', async () => {
    const { body } = await workspace.session.door.send<T>('ResourceManager', { method: 'GET', url })
    return body
  })
}
