import type { World } from '../../core/world.ts'
import type { AssetVersion } from '../assets/asset-version.ts'
import type { EndpointDocument } from '../endpoint/endpoint-document.ts'
import { isManaged } from '../endpoint/endpoint-document.ts'
import { inferencingRefusal } from '../endpoint/endpoint-errors.ts'
import { checkCode, checkEnvironment } from '../job/references.ts'
import { checkClusterRules } from './cluster-rules.ts'
import type { DeploymentDocument } from './deployment-document.ts'
import { checkManagedRules } from './managed-rules.ts'

/** Rules beyond the body's form: what it refers to exists, and fits the endpoint's machines. */
export function checkSpecification(
  world: World,
  endpoint: EndpointDocument,
  deployment: DeploymentDocument,
  before: DeploymentDocument | undefined,
): void {
  const { endpointComputeType, environmentId, model, codeConfiguration } = deployment.properties
  const kind = isManaged(endpoint) ? 'Managed' : 'Kubernetes'
  if (endpointComputeType !== kind)
    throw inferencingRefusal(
      world,
      `The endpoint '${endpoint.name}' is of the kind ${kind}, so endpointComputeType cannot be ${String(endpointComputeType)}.`,
    )
  if (environmentId !== null) checkEnvironment(world, environmentId)
  checkCode(world, codeConfiguration?.codeId)
  const found = model === null ? undefined : knownModel(world, model)
  if (environmentId === null) checkServesItself(world, found, codeConfiguration !== null)
  if (isManaged(endpoint)) checkManagedRules(world, deployment, before)
  else checkClusterRules(world, endpoint, deployment)
}

/** The model version of a reference, `azureml:NAME:VERSION` or an ARM id. */
function findModel(world: World, model: string): AssetVersion | undefined {
  const [, name, version] = /(?:\/models\/|^azureml:)([^/:]+)(?:\/versions\/|:)([^/:]+)$/.exec(model) ?? []
  const id = `${world.workspaceArmId}/models/${name}/versions/${version}`
  return world.store.collection<AssetVersion>('models').get(id)
}

function knownModel(world: World, model: string): AssetVersion {
  const found = findModel(world, model)
  if (found) return found
  throw inferencingRefusal(world, `The model '${model}' does not exist.`, 'Model')
}

/** Only MLflow models say themselves how they are served. */
function checkServesItself(world: World, model: AssetVersion | undefined, hasCode: boolean): void {
  if (model?.properties['modelType'] === 'mlflow_model' && !hasCode) return
  throw inferencingRefusal(
    world,
    'EnvironmentId is required: only a model of the type mlflow_model without a codeConfiguration is served without an environment.',
    'EnvironmentId',
  )
}
