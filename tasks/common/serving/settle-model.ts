import { assetReference } from '../machinelearning/asset-reference.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { Release } from './release.ts'

/** The release with the number of a version that is named `latest`, so that every tag and log means the same one. */
export async function settleModel(workspace: Workspace, release: Release): Promise<Release> {
  const { model } = release
  if (model?.version !== 'latest') return release
  const id = await assetReference(workspace, 'models', `azureml:${model.name}@latest`)
  return { ...release, model: { ...model, version: id.split('/').at(-1) ?? '' } }
}
