import { asAzureError, attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { messageOf } from '../../errors.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import type { MetricReading, MetricSource } from './metric-source.ts'

const API = '2023-10-01'
const MINUTE = 60_000

interface Metrics {
  readonly value?: readonly {
    readonly timeseries?: readonly { readonly data?: readonly { readonly average?: number | null }[] }[]
  }[]
}

/**
 * A platform metric of the endpoint, by its name in the REST API, such as `RequestLatency_P95`: the largest average of a
 * minute. Azure keeps these metrics by the minute, so the first one may hold requests from before.
 */
export const azureMonitorMetric = (workspace: Workspace, endpoint: string, name: string): MetricSource => ({
  async read(since) {
    const what = `Metric ${name} of endpoint ${endpoint}`
    try {
      const values = await readAverages(workspace, endpoint, name, since)
      return values.length > 0 ? { what, value: Math.max(...values) } : { what, unreadable: 'it has no data' }
    } catch (error) {
      return refused(what, error)
    }
  },
})

/** What Azure refuses is a reading; whatever else went wrong is not. */
export function refused(what: string, error: unknown): MetricReading {
  const isRefusal = asAzureError(error) ?? asAzureError(error instanceof Error ? error.cause : undefined)
  if (isRefusal) return { what, unreadable: messageOf(error) }
  throw error
}

async function readAverages(
  { session, id }: Workspace,
  endpoint: string,
  name: string,
  since: number,
): Promise<number[]> {
  const from = new Date(Math.floor(since / MINUTE) * MINUTE)
  const to = new Date(Math.ceil((session.clock.now() + 1) / MINUTE) * MINUTE)
  const query = {
    metricnames: name,
    timespan: `${from.toISOString()}/${to.toISOString()}`,
    interval: 'PT1M',
    aggregation: 'Average',
  }
  const path = `${id}/onlineEndpoints/${endpoint}/providers/Microsoft.Insights/metrics`
  const url = resourceUrl(session, path, query, API)
  const { body } = await attempt(`Reading metric ${name}`, () =>
    session.door.send<Metrics>('ResourceManager', { method: 'GET', url }),
  )
  const series = (body.value ?? []).flatMap(({ timeseries }) => timeseries ?? [])
  return series.flatMap(({ data }) => (data ?? []).flatMap(({ average }) => average ?? []))
}
