import type { Servers, World } from '../core/world.ts'
import { textOf } from '../machinelearning/common/text.ts'
import { type MetricPoint, allPoints, history } from '../mlflow/metrics.ts'
import { type DataPlaneRoute, dataPlaneRoute, notFound } from './data-plane-routes.ts'
import type { RunDocument } from './run-document.ts'
import { findRun } from './runs.ts'

/** Values in one answer; more come with a continuation token. */
const pageSize = 1000

/** The metric service: names of a run's metrics, and the values of one. It has what MLflow's API has. */
export function registerMetrics(world: World, servers: Servers): void {
  const route = (path: string, handle: (run: RunDocument, body: Record<string, unknown>) => object) => {
    const find: DataPlaneRoute['handle'] = ({ params, body }) => {
      const run = findRun(world, params['runId'] ?? '')
      if (!run) throw notFound(world, `Run ${params['runId']}`)
      return handle(run, body)
    }
    dataPlaneRoute(world, servers, {
      method: 'POST',
      service: '/metric/v2.0',
      path: `/runs/:runId/${path}`,
      action: 'experiments/runs/read',
      handle: find,
    })
  }
  route('list', run => {
    const names = [...new Set(allPoints(world, run).map(({ key }) => key))]
    return { value: names.map(definition), continuationToken: null, nextLink: null }
  })
  route('full', (run, body) => ({ ...metric(world, run, body), ...page(values(world, run, body), body) }))
  route('sample', (run, body) => {
    const all = values(world, run, body)
    return {
      ...metric(world, run, body),
      derivedLabelValues: null,
      isPartialResult: false,
      numValuesLogged: all.length,
      ...page(all, body),
    }
  })
}

const scalar = { uxMetricType: 'azureml.v1.scalar' }

const definition = (name: string) => ({
  metricKey: { namespace: null, name, labels: null, columnNames: [name] },
  columns: { [name]: 'Double' },
  properties: scalar,
})

function metric(world: World, run: RunDocument, body: Record<string, unknown>) {
  const name = textOf(body['metricName'])
  if (history(world, run, name).length === 0) throw notFound(world, `Metric ${name} of run ${run.runId}`)
  return {
    dataContainerId: run.dataContainerId,
    name,
    columns: { [name]: 'Double' },
    properties: scalar,
    namespace: null,
    standardSchemaId: null,
  }
}

const values = (world: World, run: RunDocument, body: Record<string, unknown>) =>
  history(world, run, textOf(body['metricName'])).map((point, index) => valueOf(run.runId, point, index))

const valueOf = (runId: string, { key, value, timestamp, step }: MetricPoint, index: number) => ({
  metricId: `${runId}_${key}_${index}`,
  createdUtc: new Date(timestamp).toISOString(),
  step,
  data: { [key]: value },
})

/** The continuation token is the number of values that were answered. */
function page(all: object[], body: Record<string, unknown>): object {
  const start = Number(body['continuationToken'] ?? 0)
  const end = start + pageSize
  return {
    value: all.slice(start, end),
    continuationToken: end < all.length ? String(end) : null,
    nextLink: null,
  }
}
