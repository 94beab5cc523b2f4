import type { World } from '../../core/world.ts'
import type { AssetVersion } from '../../machinelearning/assets/asset-version.ts'
import { JobFailure } from '../run-error.ts'
import { readCondaFile } from './conda-file.ts'
import { EnvironmentError, type EnvironmentPlan } from './plan.ts'
import { findStandIn } from './stand-ins.ts'

export interface ResolvedEnvironment {
  plan: EnvironmentPlan
  /** True: the plan plays an image or a curated environment that is not really there. */
  standIn: boolean
}

/** The stored version that an environment reference names: an ARM id, with or without `azureml:`, or `azureml:name:version`. */
export function findEnvironment(world: World, reference: string): AssetVersion | undefined {
  const versions = world.store.collection<AssetVersion>('environments')
  const bare = reference.replace(/^azureml:(?!\/\/)/, '')
  if (bare.startsWith('/')) return versions.get(bare)
  const [name, version] = bare.split(':')
  return versions.get(`${world.workspaceArmId}/environments/${name}/versions/${version}`)
}

/** The name of an environment that Microsoft publishes: in the registry `azureml`, or with the prefix `AzureML-`. */
export function curatedName(reference: string): string | undefined {
  const registry = /^azureml:\/\/registries\/azureml\/environments\/([^/]+)\//.exec(reference)
  return registry?.[1] ?? /(?:^azureml:|\/environments\/)(AzureML-[^:/]+)/.exec(reference)?.[1]
}

/**
 * What a job's environment is made of on this machine.
 *
 * @throws EnvironmentError when its conda file cannot be honoured or it needs a container build
 * @throws JobFailure when its image can neither be pulled nor played
 */
export function resolveEnvironment(world: World, reference: string): ResolvedEnvironment {
  const version = findEnvironment(world, reference)
  if (!version) return playOrFail(curatedName(reference) ?? reference)
  const { image, condaFile, build } = version.properties
  if (build) throw new EnvironmentError(needsEngine)
  if (typeof condaFile !== 'string') return playOrFail(String(image))
  const plan = readCondaFile(condaFile)
  const note = `Image: ${String(image)}. Local Azure runs no container; the conda file is installed with uv instead.`
  return { plan: { ...plan, notes: [note, ...plan.notes] }, standIn: false }
}

const needsEngine =
  'This environment is a build context with a Dockerfile: it needs docker, podman or buildah, which local Azure does not use for jobs. Give the environment an image and a conda file instead.'

function playOrFail(image: string): ResolvedEnvironment {
  const plan = findStandIn(image)
  if (plan) return { plan, standIn: true }
  throw new JobFailure(
    `AzureMLCompute job failed.\nAggregatedUnauthorizedAccessError: Failed to pull Docker image ${image}. This error may occur because the compute could not authenticate with the Docker registry to pull the image. (Local Azure pulls no images and has no stand-in for this one; give the environment a conda file.)`,
  )
}
