import type { AssetVersion } from '../machinelearning/assets/asset-version.ts'
import { type StoragePlace, artifactPlace, locate } from '../machinelearning/common/uris.ts'
import type { World } from '../core/world.ts'
import { findRun } from './runs.ts'

/**
 * Where any URI that Azure ML writes or takes points to: datastore URIs, blob addresses, a job's outputs,
 * `runs:/` and references to registered models. Undefined for what is not in the workspace.
 */
export function resolveUri(world: World, uri: string): StoragePlace | undefined {
  return (
    locate(world, uri) ??
    resolveJobOutput(world, uri) ??
    resolveRunArtifact(world, uri) ??
    resolveModel(world, uri)
  )
}

function resolveJobOutput(world: World, uri: string): StoragePlace | undefined {
  const [, jobName, output, path = ''] =
    /^azureml:\/\/jobs\/([^/]+)\/outputs\/([^/]+)(?:\/paths\/?(.*))?$/.exec(uri) ?? []
  const run = jobName === undefined ? undefined : findRun(world, jobName)
  if (!run || output === undefined) return undefined
  if (output === 'artifacts' || output === 'default') return artifactPlace(world, run.dataContainerId, path)
  const place = locate(world, run.outputs[output]?.uri ?? '')
  return place && { ...place, path: joinPath(place.path, path) }
}

function resolveRunArtifact(world: World, uri: string): StoragePlace | undefined {
  const [, runId, path = ''] = /^runs:\/+([^/]+)\/?(.*)$/.exec(uri) ?? []
  const run = runId === undefined ? undefined : findRun(world, runId)
  return run && artifactPlace(world, run.dataContainerId, path)
}

function resolveModel(world: World, uri: string): StoragePlace | undefined {
  const [, name, version] = /(?:^azureml:|\/models\/)([^/:]+)(?::|\/versions\/)([^/:]+)$/.exec(uri) ?? []
  if (name === undefined || version === undefined) return undefined
  const id = `${world.workspaceArmId}/models/${name}/versions/${version}`
  const model = world.store.collection<AssetVersion>('models').get(id)
  return model && locate(world, String(model.properties['modelUri']))
}

const joinPath = (folder: string, path: string): string =>
  path === '' ? folder : `${folder.replace(/\/$/, '')}/${path}`
