import type { AssetVersion } from '../machinelearning/assets/asset-version.ts'
import { type StoragePlace, artifactPlace, locate } from '../machinelearning/common/uris.ts'
import type { World } from '../core/world.ts'
import { findRun } from './runs.ts'

/**
 * Where any URI that Azure ML writes or takes points to: datastore URIs, blob addresses, a job's outputs,
 * `runs:/`, data assets and registered models. Undefined for what is not in the workspace.
 */
export function resolveUri(world: World, uri: string): StoragePlace | undefined {
  return (
    locate(world, uri) ??
    resolveJobOutput(world, uri) ??
    resolveRunArtifact(world, uri) ??
    resolveAsset(world, uri)
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

/** `azureml:name:version` is a data asset or a model; an ARM id says which. */
function resolveAsset(world: World, uri: string): StoragePlace | undefined {
  const asset = findByShortName(world, uri) ?? findById(world, uri)
  const place = asset?.properties['dataUri'] ?? asset?.properties['modelUri']
  return typeof place === 'string' ? locate(world, place) : undefined
}

function findByShortName(world: World, uri: string): AssetVersion | undefined {
  const [, name, version] = /^azureml:([^:/]+):([^:/]+)$/.exec(uri) ?? []
  if (name === undefined || version === undefined) return undefined
  return findAsset(world, 'data', name, version) ?? findAsset(world, 'models', name, version)
}

function findById(world: World, uri: string): AssetVersion | undefined {
  const [, segment, name, version] = /\/(data|models)\/([^/]+)\/versions\/([^/]+)$/.exec(uri) ?? []
  return segment && name && version ? findAsset(world, segment, name, version) : undefined
}

const findAsset = (world: World, segment: string, name: string, version: string): AssetVersion | undefined =>
  world.store
    .collection<AssetVersion>(segment)
    .get(`${world.workspaceArmId}/${segment}/${name}/versions/${version}`)

const joinPath = (folder: string, path: string): string =>
  path === '' ? folder : `${folder.replace(/\/$/, '')}/${path}`
