import type { Servers, World } from '../core/world.ts'
import type { JobQueue } from '../execution/queue.ts'
import { type DataPlaneRoute, dataPlaneRoute, notFound } from './data-plane-routes.ts'
import { renderDetails, renderRun } from './render-run.ts'
import type { RunDocument } from './run-document.ts'
import { childrenOf, findRun } from './runs.ts'

const service = '/history/v1.0'

/** Run history: a run, its details with log links, its children, and a token for its process. */
export function registerRuns(world: World, servers: Servers, queue: JobQueue): void {
  const route = (method: 'GET' | 'POST', path: string, handle: DataPlaneRoute['handle']) =>
    dataPlaneRoute(world, servers, { method, service, path, action: 'experiments/runs/read', handle })
  const find = (runId = ''): RunDocument => {
    const run = findRun(world, runId)
    if (!run) throw notFound(world, `Run ${runId}`)
    queue.read(runId)
    return run
  }

  route('GET', '/runs/:runId', ({ params }) => renderRun(world, find(params['runId'])))
  route('GET', '/runs/:runId/details', ({ params }) => renderDetails(world, find(params['runId'])))
  route('GET', '/runs/:runId/children', ({ params, query }) => {
    const children = childrenOf(world, find(params['runId']).runId)
    return childPage(
      children.map(child => renderRun(world, child)),
      query,
    )
  })
  route('POST', '/rundata', ({ body }) => {
    const run = find(String(body['runId']))
    return {
      runMetadata: renderRun(world, run),
      runDefinition: run.definition,
      jobSpecification: null,
      systemSettings: null,
    }
  })
  for (const experiment of ['experiments', 'experimentids']) {
    route('GET', `/${experiment}/:experiment/runs/:runId/token`, ({ params }) =>
      runToken(world, find(params['runId'])),
    )
  }
}

/** The continuation token is the number of children that were answered. */
function childPage(children: object[], query: Record<string, string | undefined>): object {
  const size = Number(query['$top'] ?? 100)
  const start = Number(query['$continuationtoken'] ?? query['$continuationToken'] ?? 0)
  const end = start + size
  return {
    value: children.slice(start, end),
    continuationToken: end < children.length ? String(end) : null,
    nextLink: null,
  }
}

/** A process whose token is about to run out asks for the next one. */
async function runToken(world: World, run: RunDocument): Promise<object> {
  const claims = { accountid: world.settings.workspaceId, projectid: run.experimentId }
  const token = await world.tokens.issueRunToken({ runId: run.runId, scope: world.workspaceArmId, claims })
  const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
    exp: number
  }
  return { token, expiryTimeUtc: new Date(exp * 1000).toISOString() }
}
