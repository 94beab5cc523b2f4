import { attempt, orNotFound } from '../azure/attempt.ts'
import { resourceUrl } from '../azure/resource-manager.ts'
import { TaskError } from '../errors.ts'
import { assetReference } from '../machinelearning/asset-reference.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { DeploymentFile } from '../specification/deployment/deployment.ts'
import type { Release } from './release.ts'

interface Version {
  readonly properties: { readonly modelType?: string | null; readonly inferenceConfig?: object | null }
}

/**
 * Throws where nothing would answer: a model without an environment that is none of MLflow's, and an environment without
 * code that does not say how it serves. What lies in a registry is Azure's to judge.
 */
export async function checkServes(
  workspace: Workspace,
  file: DeploymentFile,
  release: Release,
): Promise<void> {
  const { environment, model, code_configuration: code } = file
  if (environment === undefined && model !== undefined) {
    const type = typeof model === 'string' ? await typeOf(workspace, model) : model.type
    if (type !== undefined && type !== 'mlflow_model') throw servesNotItself(model, type, release)
  }
  if (typeof environment === 'string' && code === undefined) {
    const version = await read(workspace, 'environments', environment)
    if (version && !version.properties.inferenceConfig) throw servesNothing(environment)
  }
}

async function typeOf(workspace: Workspace, model: string): Promise<string | undefined> {
  const version = await read(workspace, 'models', model)
  return version && (version.properties.modelType ?? 'custom_model')
}

/** Undefined for what is not in this workspace. */
async function read(
  workspace: Workspace,
  kind: 'models' | 'environments',
  reference: string,
): Promise<Version | undefined> {
  if (/^azureml:(AzureML-|\/\/)/.test(reference)) return undefined
  const { session } = workspace
  const id = await assetReference(workspace, kind, reference)
  if (!id.toLowerCase().startsWith(`${workspace.id.toLowerCase()}/`)) return undefined
  const answer = await attempt(`Reading ${reference}`, () =>
    orNotFound(() =>
      session.door.send<Version>('ResourceManager', { method: 'GET', url: resourceUrl(session, id) }),
    ),
  )
  return answer?.body
}

function servesNotItself(model: unknown, type: string, { handoff }: Release): TaskError {
  const label = typeof model === 'string' ? model.replace(/^azureml:/, '') : 'of the deployment file'
  const why = handoff ? 'The hand-off file names no image, and model' : 'Model'
  return new TaskError(`${why} ${label} cannot be served by itself.`, {
    cause: `It is of the type ${type}; only an mlflow_model says what it needs and how it is called.`,
    remedy: 'Name an environment and the code that scores, or add MLOpsContainerize@1 to the build.',
  })
}

const servesNothing = (environment: string): TaskError =>
  new TaskError(`Environment ${environment} does not say how it serves.`, {
    cause: 'Without code, an environment needs an inference_config: the routes that its own server answers.',
    remedy: 'Give the folder of the scoring script in code, or choose another environment.',
  })
