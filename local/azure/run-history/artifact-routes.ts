import type { Servers, World } from '../core/world.ts'
import { artifactPlace } from '../machinelearning/common/uris.ts'
import {
  type DataPlaneCall,
  type DataPlaneRoute,
  dataPlaneError,
  dataPlaneRoute,
  notFound,
  rootError,
} from './data-plane-routes.ts'
import { findRun } from './runs.ts'

const origin = 'ExperimentRun'

/**
 * The artifact service, and run history's facade over it by experiment, which azureml-mlflow calls. The experiment's
 * segment holds its name or, as artifact URIs have it, its id; the run decides.
 */
export function registerArtifacts(world: World, servers: Servers): void {
  const route = (service: string, method: 'GET' | 'POST', path: string, handle: DataPlaneRoute['handle']) =>
    dataPlaneRoute(world, servers, {
      method,
      service,
      path,
      action: `experiments/runs/${method === 'GET' ? 'read' : 'write'}`,
      handle,
    })
  const families = [
    { service: '/history/v1.0', path: '/experiments/:experiment/runs/:runId/artifacts', byRun: true },
    { service: '/history/v1.0', path: '/experimentids/:experiment/runs/:runId/artifacts', byRun: true },
    { service: '/artifact/v2.0', path: '/artifacts', byRun: false },
  ]
  for (const { service, path, byRun } of families) {
    const at = (suffix: string) => (byRun ? path + suffix : `${path}${suffix}/${origin}/:container`)
    const container = ({ params }: DataPlaneCall) =>
      byRun ? ofRun(world, params['runId']) : (params['container'] ?? '')
    route(service, 'GET', at('/contentinfo'), call =>
      contentOf(world, container(call), call.query['path'] ?? ''),
    )
    route(service, 'GET', at('/prefix/contentinfo'), async call => {
      const paths = await listPaths(world, container(call), call.query['path'] ?? '')
      const value = paths.map(item => contentInfo(world, container(call), item, 'r'))
      return { value, continuationToken: null, nextLink: null }
    })
    route(
      service,
      'POST',
      byRun ? `${path}/batch/metadata` : `${path}/${origin}/:container/batch/metadata`,
      call => createEmpty(world, container(call), call.body),
    )
    route(service, 'GET', byRun ? path : `${path}/${origin}/:container`, async call => {
      const paths = await listPaths(world, container(call), '')
      return {
        value: paths.map(item => artifact(container(call), item)),
        continuationToken: null,
        nextLink: null,
      }
    })
  }
}

function ofRun(world: World, runId = ''): string {
  const run = findRun(world, runId)
  if (!run) throw notFound(world, `Run ${runId}`)
  return run.dataContainerId
}

async function listPaths(world: World, dataContainerId: string, prefix: string): Promise<string[]> {
  const root = artifactPlace(world, dataContainerId)
  const blobs = await world.blobs.list(root.container, root.path + prefix)
  return blobs.map(({ name }) => name.slice(root.path.length))
}

async function contentOf(world: World, dataContainerId: string, path: string): Promise<object> {
  const place = artifactPlace(world, dataContainerId, path)
  if (await world.blobs.exists(place.container, place.path))
    return contentInfo(world, dataContainerId, path, 'r')
  throw dataPlaneError(
    world,
    404,
    'UserError',
    `Artifact ${origin}/${dataContainerId}/${path} was not found.`,
  )
}

function contentInfo(world: World, dataContainerId: string, path: string, permissions: string) {
  const place = artifactPlace(world, dataContainerId, path)
  const contentUri = world.blobs.sas({ container: place.container, blob: place.path, permissions })
  return { contentUri, origin, container: dataContainerId, path, tags: {} }
}

const artifact = (container: string, path: string) => ({
  artifactId: `${origin}/${container}/${path}`,
  origin,
  container,
  path,
  etag: null,
  createdTime: null,
  dataPath: null,
  tags: {},
})

/** Links to write new artifacts to. One that exists is an error of its own; artifacts are written once. */
async function createEmpty(world: World, container: string, body: Record<string, unknown>): Promise<object> {
  const paths = (body['paths'] ?? []) as { path: string }[]
  const result = { artifacts: {}, artifactContentInformation: {}, errors: {} } as Record<
    string,
    Record<string, object>
  >
  for (const { path } of paths) {
    const place = artifactPlace(world, container, path)
    if (await world.blobs.exists(place.container, place.path)) {
      const message = `Resource Conflict: ArtifactId ${origin}/${container}/${path} already exists.`
      Object.assign(result['errors'] ?? {}, { [path]: { error: rootError('UserError', message) } })
      continue
    }
    Object.assign(result['artifacts'] ?? {}, { [path]: artifact(container, path) })
    const info = contentInfo(world, container, path, 'rcw')
    Object.assign(result['artifactContentInformation'] ?? {}, { [path]: info })
  }
  return result
}
