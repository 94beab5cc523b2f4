import type { Servers, World } from '../core/world.ts'
import { textOf } from '../machinelearning/common/text.ts'
import { findRun, updateRun } from '../run-history/runs.ts'
import type { RunDocument } from '../run-history/run-document.ts'
import { invalidParameter } from './errors.ts'
import { addPoints, history, readPoint } from './metrics.ts'
import { mlflowRoute, runOf } from './mlflow-route.ts'

interface Pair {
  key: string
  value: string
}

/** Metrics, parameters and tags of a run. */
export function registerRunData(world: World, servers: Servers): void {
  mlflowRoute(world, servers, 'POST', 'runs/log-metric', ({ body }) =>
    addPoints(world, runOf(world, body), [readPoint(body)]),
  )
  mlflowRoute(world, servers, 'POST', 'runs/log-parameter', ({ body }) => {
    addParameters(world, runOf(world, body), [{ key: String(body['key']), value: textOf(body['value']) }])
  })
  mlflowRoute(world, servers, 'POST', 'runs/log-batch', ({ body }) => logBatch(world, body))
  mlflowRoute(world, servers, 'POST', 'runs/set-tag', ({ body }) => {
    addTags(world, runOf(world, body), [{ key: String(body['key']), value: textOf(body['value']) }])
  })
  mlflowRoute(world, servers, 'POST', 'runs/delete-tag', ({ body }) => {
    const run = runOf(world, body)
    const { [String(body['key'])]: _removed, ...tags } = run.tags
    updateRun(world, run.runId, { tags })
  })
  mlflowRoute(world, servers, 'GET', 'metrics/get-history', ({ query }) => {
    const metrics = history(world, runOf(world, query), query['metric_key'] ?? '')
    return page(metrics, query)
  })
  registerAsyncLogging(world, servers)
}

/** Azure ML's own calls behind `synchronous=False`; what is logged is there at once, so nothing is waited for. */
function registerAsyncLogging(world: World, servers: Servers): void {
  const batch = (body: Record<string, unknown>) => {
    logBatch(world, body)
    return { batch_tracking_id: '' }
  }
  mlflowRoute(world, servers, 'POST', 'mlflow/runs/log-batch-async', ({ body }) => batch(body), 'preview')
  mlflowRoute(
    world,
    servers,
    'GET',
    'mlflow/runs/get-run-data-status',
    () => ({ is_complete: true }),
    'preview',
  )
}

function logBatch(world: World, body: Record<string, unknown>): void {
  const run = runOf(world, body)
  addParameters(world, run, (body['params'] ?? []) as Pair[])
  const metrics = (body['metrics'] ?? []) as Record<string, unknown>[]
  addPoints(world, run, metrics.map(readPoint))
  addTags(world, findRun(world, run.runId) ?? run, (body['tags'] ?? []) as Pair[])
}

/** @throws AzureError when a parameter has another value already; the same value again is accepted. */
function addParameters(world: World, run: RunDocument, pairs: Pair[]): void {
  const changed = pairs.find(({ key, value }) => run.params[key] !== undefined && run.params[key] !== value)
  if (changed) {
    const { key, value } = changed
    throw invalidParameter(
      `Changing param values is not allowed. Param with key='${key}' was already logged with value='${run.params[key]}' for run ID='${run.runId}'. Attempted logging new value '${value}'.`,
    )
  }
  if (pairs.length > 0) updateRun(world, run.runId, { params: { ...run.params, ...toMap(pairs) } })
}

function addTags(world: World, run: RunDocument, pairs: Pair[]): void {
  if (pairs.length > 0) updateRun(world, run.runId, { tags: { ...run.tags, ...toMap(pairs) } })
}

const toMap = (pairs: Pair[]): Record<string, string> =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, value]))

/** `page_token` is the number of values that were answered. */
function page<T>(metrics: T[], query: Record<string, string | undefined>): object {
  const start = Number(query['page_token'] ?? 0)
  const end = start + Number(query['max_results'] ?? 25000)
  return { metrics: metrics.slice(start, end), ...(end < metrics.length && { next_page_token: String(end) }) }
}
