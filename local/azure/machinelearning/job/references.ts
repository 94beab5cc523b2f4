import { armKey } from '../../core/ids.ts'
import { type AzureError, notEmulated } from '../../core/errors.ts'
import { mfeNotFound, mfeUserError } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import { curatedName, findEnvironment } from '../../execution/environments/resolve.ts'
import { type ComponentSpec, componentOf, specOf } from '../../execution/pipelines/component-spec.ts'

/** Name of serverless compute wherever a cluster's name is expected. */
const serverless = 'serverless'

/**
 * The cluster's name of a compute's ARM id; none or `serverless` is serverless compute.
 *
 * @throws AzureError when the workspace has no such compute
 */
export function computeNameOf(world: World, computeId: unknown): string {
  if (typeof computeId !== 'string' || computeId === '' || computeId === serverless) return serverless
  const id = computeId.replace(/^azureml:/, '')
  const name = id.split('/').at(-1) ?? id
  if (name === serverless) return serverless
  if (world.store.collection('kubernetesComputes').has(id))
    throw notEmulated(`jobs on Kubernetes compute ('${name}')`)
  const known =
    armKey(id).startsWith(armKey(`${world.workspaceArmId}/computes/`)) &&
    world.store.collection('computes').has(id)
  if (!known) throw unknownCompute(world, name)
  return name
}

const unknownCompute = (world: World, name: string): AzureError =>
  mfeUserError(`Unknown compute target '${name}'.`, world.mfe(), 'NotFoundError')

export function checkCode(world: World, codeId: unknown): void {
  if (typeof codeId !== 'string') return
  refuseGit(codeId)
  if (!world.store.collection('codes').has(codeId.replace(/^azureml:/, ''))) {
    throw mfeNotFound(`Code version ${codeId}`, world.mfe())
  }
}

/** The service would clone it; local Azure has no network for that. */
export function refuseGit(codeId: string): void {
  if (/^(git\+|https?:|ssh:)/.test(codeId)) throw notEmulated(`code from a git repository ('${codeId}')`)
}

/** An environment must be one of the workspace's, or one that Microsoft publishes. */
export function checkEnvironment(world: World, environmentId: string): void {
  if (findEnvironment(world, environmentId) || curatedName(environmentId) !== undefined) return
  throw mfeNotFound(`Environment version ${environmentId}`, world.mfe())
}

/** @throws AzureError when the workspace has no such component */
export function requireComponent(world: World, componentId: string): ComponentSpec {
  if (componentId.startsWith('azureml://registries/'))
    throw notEmulated(`components of registries ('${componentId}')`)
  const spec = specOf(componentOf(world, componentId))
  if (!spec) throw mfeNotFound(`Component version ${componentId}`, world.mfe())
  return spec
}
