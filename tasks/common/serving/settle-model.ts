import type { Log } from '../host/host.ts'
import { assetReference } from '../machinelearning/asset-reference.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { DeploymentFile } from '../specification/deployment/deployment.ts'
import type { Release } from './release.ts'
import { holdsContent, type ServingInputs } from './serving-inputs.ts'

/** The release with the model that will run, by the number of its version, so that every tag and log means the same one. */
export async function settleModel(
  workspace: Workspace,
  { files }: Pick<ServingInputs, 'files'>,
  release: Release,
): Promise<Release> {
  const isOfFile = files !== undefined && holdsContent(files)
  const model = isOfFile
    ? await modelOfFile(workspace, files.deployment)
    : await numbered(workspace, release.model)
  return isOfFile || model ? ofOneModel({ ...release, model }, workspace.session.log) : release
}

async function numbered(workspace: Workspace, model: Release['model']): Promise<Release['model']> {
  if (model?.version !== 'latest') return model
  return namedBy(workspace, `azureml:${model.name}@latest`)
}

/** Undefined where the file names none, or one without a name of its own, or one of elsewhere. */
async function modelOfFile(workspace: Workspace, { model }: DeploymentFile): Promise<Release['model']> {
  if (typeof model === 'string') return namedBy(workspace, model)
  const { name, version } = model ?? {}
  return name === undefined || version === undefined ? undefined : { name, version }
}

async function namedBy(workspace: Workspace, reference: string): Promise<Release['model']> {
  const id = await assetReference(workspace, 'models', reference)
  if (!id.toLowerCase().startsWith(`${workspace.id.toLowerCase()}/`)) return undefined
  const [name = '', , version = ''] = id.split('/').slice(-3)
  return { name, version }
}

/** Of a hand-off about another model nothing is told of the deployment: neither its run nor its gate. */
function ofOneModel(release: Release, log: Pick<Log, 'warning'>): Release {
  const { handoff, model } = release
  const { model_name: name, model_version: version } = handoff ?? {}
  if (!handoff || (model && (!name || !version || (name === model.name && version === model.version))))
    return release
  const unnamed = { ...handoff, model_name: null, model_version: null, job_name: '' }
  if (!model) return { ...release, handoff: unnamed }
  log.warning(
    `The hand-off file is about model ${name}:${version}, and ${model.name}:${model.version} is deployed: the run and the gate of the one are not told of the other.`,
  )
  return { ...release, handoff: { ...unnamed, gate: null } }
}
