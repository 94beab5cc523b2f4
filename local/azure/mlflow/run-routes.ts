import { newGuid } from '../core/ids.ts'
import type { Servers, World } from '../core/world.ts'
import { artifactPlace } from '../machinelearning/common/uris.ts'
import { textOf } from '../machinelearning/common/text.ts'
import type { DataPlaneCall } from '../run-history/data-plane-routes.ts'
import { findExperiment } from '../run-history/experiments.ts'
import type { RunStatus } from '../run-history/run-document.ts'
import { createRun, findRun, listRuns, setStatus, updateRun } from '../run-history/runs.ts'
import { unknownExperiment } from './errors.ts'
import { mlflowRoute, runOf } from './mlflow-route.ts'
import { latestPoints } from './metrics.ts'
import { allTags, artifactUri, renderInfo, renderRun } from './render.ts'
import { readFilter } from './run-filter.ts'
import { readOrder } from './run-order.ts'

/** MLflow's runs are the runs of run history. */
export function registerMlflowRuns(world: World, servers: Servers): void {
  mlflowRoute(world, servers, 'GET', 'runs/get', ({ query }) => ({
    run: renderRun(world, runOf(world, query)),
  }))
  mlflowRoute(world, servers, 'POST', 'runs/create', call => ({ run: createMlflowRun(world, call) }))
  mlflowRoute(world, servers, 'POST', 'runs/update', ({ body }) => {
    const run = runOf(world, body)
    const { status, run_name: name } = body
    if (typeof name === 'string') updateRun(world, run.runId, { displayName: name })
    if (typeof status === 'string') setStatus(world, run.runId, statusOf[status] ?? 'Running')
    return { run_info: renderInfo(world, findRun(world, run.runId) ?? run) }
  })
  mlflowRoute(world, servers, 'POST', 'runs/search', ({ body }) => searchRuns(world, body))
  mlflowRoute(world, servers, 'GET', 'artifacts/list', call => listArtifacts(world, call))
}

const statusOf: Record<string, RunStatus> = {
  RUNNING: 'Running',
  SCHEDULED: 'Queued',
  FINISHED: 'Completed',
  FAILED: 'Failed',
  KILLED: 'Canceled',
}

/** A nested run of a script; its parent is named by a tag. */
function createMlflowRun(world: World, { body, caller }: DataPlaneCall): object {
  const experiment = findExperiment(world, String(body['experiment_id']))
  if (!experiment) throw unknownExperiment(`id ${String(body['experiment_id'])}`)
  const tags = Object.fromEntries(
    ((body['tags'] ?? []) as { key: string; value: string }[]).map(({ key, value }) => [key, value]),
  )
  const parentRunId = tags['mlflow.parentRunId'] ?? null
  const runId = newGuid()
  const run = createRun(world, {
    runId,
    rootRunId: findRun(world, parentRunId ?? '')?.rootRunId ?? runId,
    parentRunId,
    runType: 'azureml.scriptrun',
    displayName: textOf(body['run_name'] ?? tags['mlflow.runName'], runId),
    experimentName: experiment.name,
    userId: caller.objectId,
    status: 'Running',
    startTimeUtc: world.clock.now().toISOString(),
    tags,
  })
  return renderRun(world, run)
}

/** `page_token` is the number of runs that were answered. */
function searchRuns(world: World, body: Record<string, unknown>): object {
  const matches = readFilter(textOf(body['filter']))
  const order = readOrder((body['order_by'] ?? []) as string[])
  const experiments = (body['experiment_ids'] ?? []) as string[]
  const start = Number(body['page_token'] ?? 0)
  const end = start + Number(body['max_results'] ?? 1000)
  const found = listRuns(world)
    .filter(({ experimentId }) => experiments.includes(experimentId))
    .map(run => ({ run, tags: allTags(run), metrics: latestPoints(world, run) }))
    .filter(matches)
    .reverse()
    .sort(order)
  return {
    runs: found.slice(start, end).map(({ run }) => renderRun(world, run)),
    ...(end < found.length && { next_page_token: String(end) }),
  }
}

/** One level of folders, as MLflow's browsers ask for it. */
async function listArtifacts(world: World, { query }: DataPlaneCall): Promise<object> {
  const run = runOf(world, query)
  const folder = query['path'] ? `${query['path'].replace(/\/$/, '')}/` : ''
  const place = artifactPlace(world, run.dataContainerId, folder)
  const blobs = await world.blobs.list(place.container, place.path)
  const files = new Map<string, object>()
  for (const { name, size } of blobs) {
    const [first = '', ...deeper] = name.slice(place.path.length).split('/')
    const path = folder + first
    files.set(path, deeper.length > 0 ? { path, is_dir: true } : { path, is_dir: false, file_size: size })
  }
  return { root_uri: artifactUri(world, run), files: [...files.values()] }
}
