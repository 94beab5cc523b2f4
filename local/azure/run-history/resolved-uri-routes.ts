import type { Servers, World } from '../core/world.ts'
import { locate, longUri } from '../machinelearning/common/uris.ts'
import { dataPlaneRoute } from './data-plane-routes.ts'
import { modelFormat } from './outputs.ts'
import type { RunOutput } from './run-document.ts'
import { listRuns } from './runs.ts'

/** Where the assets lie that run history names as a run's outputs. */
export function registerResolvedUris(world: World, servers: Servers): void {
  dataPlaneRoute(world, servers, {
    method: 'POST',
    service: '/data/v1.0',
    path: '/dataversion/batchGetResolvedUris',
    action: 'data/versions/read',
    handle: ({ body }) => ({
      values: resolveAll(world, body, ({ uri, type }) => ({ uri: toLong(world, uri), type })),
    }),
  })
  dataPlaneRoute(world, servers, {
    method: 'POST',
    service: '/modelregistry/v1.0',
    path: '/models/batchGetResolvedUris',
    action: 'models/versions/read',
    handle: ({ body }) => ({
      values: resolveAll(world, body, ({ uri, type }) => ({
        path: toLong(world, uri),
        modelFormat: modelFormat(type),
      })),
    }),
  })
}

/** Ids that nobody knows are left out. */
function resolveAll(
  world: World,
  body: Record<string, unknown>,
  render: (output: RunOutput) => object,
): object {
  const wanted = (body['values'] ?? []) as string[]
  const outputs = listRuns(world).flatMap(run => Object.values(run.outputs))
  return Object.fromEntries(
    wanted.flatMap(id => {
      const found = outputs.find(({ assetId }) => assetId === id)
      return found ? [[id, render(found)]] : []
    }),
  )
}

function toLong(world: World, uri: string): string {
  const place = locate(world, uri)
  return place ? longUri(world, place.datastore, place.path) : uri
}
