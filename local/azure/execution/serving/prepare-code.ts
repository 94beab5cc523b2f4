import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../core/world.ts'
import type { AssetVersion } from '../../machinelearning/assets/asset-version.ts'
import type { DeploymentDocument } from '../../machinelearning/deployment/deployment-document.ts'
import { resolveUri } from '../../run-history/resolve-uri.ts'
import { downloadInput, downloadPlace } from '../data/download.ts'
import { DeploymentFailure } from './deployment-failure.ts'

/** Source and model of a deployment with a code configuration, on this machine. */
export interface DownloadedCode {
  /** Stands for `/var/azureml-app`. */
  appRoot: string
  entryScript: string
  /** The folder above the registered file or folder; undefined without a model. */
  modelDirectory: string | undefined
}

/** Brings code and model to the deployment's directory, as the storage initializer does. */
export async function downloadCode(
  world: World,
  { properties }: DeploymentDocument,
  directory: string,
): Promise<DownloadedCode> {
  const appRoot = join(directory, 'azureml-app')
  await rm(appRoot, { recursive: true, force: true })
  await mkdir(appRoot, { recursive: true })
  const { codeId = null, scoringScript = 'score.py' } = properties.codeConfiguration ?? {}
  if (codeId !== null) await downloadSource(world, codeId, appRoot)
  const modelDirectory = properties.model ? await downloadModel(world, properties.model, appRoot) : undefined
  return { appRoot, entryScript: scoringScript, modelDirectory }
}

/** What the service tells a container about code and model that it brought. */
export const codeVariables = ({ appRoot, entryScript, modelDirectory }: DownloadedCode) => ({
  AML_APP_ROOT: appRoot,
  AZUREML_ENTRY_SCRIPT: entryScript,
  ...(modelDirectory !== undefined && { AZUREML_MODEL_DIR: modelDirectory }),
})

async function downloadSource(world: World, codeId: string, appRoot: string): Promise<void> {
  const version = world.store.collection<AssetVersion>('codes').get(codeId.replace(/^azureml:/, ''))
  const place = version && resolveUri(world, String(version.properties['codeUri']))
  const files = place ? await downloadPlace(world, place, appRoot) : 0
  if (files === 0)
    throw new DeploymentFailure('InvalidDeploymentSpec', `The code ${codeId} is empty or gone.`)
}

async function downloadModel(world: World, reference: string, appRoot: string): Promise<string> {
  const id = reference.replace(/^azureml:(?=\/)/, '')
  const [, name, version] = /(?:\/models\/|^azureml:)([^/:]+)(?:\/versions\/|:)([^/:]+)$/.exec(id) ?? []
  const known = world.store
    .collection<AssetVersion>('models')
    .get(`${world.workspaceArmId}/models/${name}/versions/${version}`)
  if (!known || name === undefined || version === undefined)
    throw new DeploymentFailure('InvalidDeploymentSpec', `There is no model ${reference}.`)
  const directory = join(appRoot, 'azureml-models', name, version)
  const uri = String(known.properties['modelUri'])
  const folder = resolveUri(world, uri)?.path.replace(/\/$/, '').split('/').at(-1) ?? ''
  const single = /\.[^/.]+$/.test(folder)
  await downloadInput(world, 'model', uri, single ? directory : join(directory, folder))
  return directory
}
