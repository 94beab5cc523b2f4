import { notEmulated } from '../../core/errors.ts'
import { mfeError } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import type { AssetVersion } from '../assets/asset-version.ts'
import { kubernetesComputesOf } from '../compute/kubernetes-document.ts'
import { type EndpointDocument } from '../endpoint/endpoint-document.ts'
import { textOf } from '../common/text.ts'
import { inferencingRefusal } from '../endpoint/endpoint-errors.ts'
import { checkCode, checkEnvironment } from '../job/references.ts'
import type { DeploymentDocument } from './deployment-document.ts'
import { quantity } from './quantity.ts'

const namePattern = /^[a-zA-Z](?=.{2,31}$)[-a-zA-Z0-9]*[a-zA-Z0-9]$/

export function checkDeploymentName(world: World, name: string): void {
  if (namePattern.test(name)) return
  throw inferencingRefusal(
    world,
    `The deployment name '${name}' is invalid. It must have 3 to 32 letters, digits and hyphens, begin with a letter and end with a letter or digit.`,
    'Name',
  )
}

/** An endpoint that is there, and a deployment that did not fail when it was made. */
export function checkParents(
  world: World,
  endpoint: EndpointDocument,
  before: DeploymentDocument | undefined,
): void {
  if (!endpoint.wasMade)
    throw inferencingRefusal(
      world,
      'This endpoint has not been created successfully or is in deleting provisioning state. Please recreate endpoint and then try again to create deployment.',
    )
  if (before?.provisioningState === 'Failed' && !before.wasMade)
    throw inferencingRefusal(
      world,
      `Specified deployment [${before.name}] failed during initial provisioning and is in an unrecoverable state. Delete and re-create.`,
    )
}

/** Rules beyond the body's form: what it refers to exists, and fits the cluster. */
export function checkSpecification(
  world: World,
  endpoint: EndpointDocument,
  { properties }: DeploymentDocument,
): void {
  const { endpointComputeType, environmentId, model, codeConfiguration } = properties
  if (endpointComputeType !== 'Kubernetes')
    throw inferencingRefusal(
      world,
      `The endpoint '${endpoint.name}' is on Kubernetes, so endpointComputeType cannot be ${String(endpointComputeType)}.`,
    )
  if (environmentId === null) throw notEmulated('deployments of an MLflow model without an environment')
  checkEnvironment(world, environmentId)
  checkCode(world, codeConfiguration?.codeId)
  checkModel(world, model)
  checkInstanceType(world, endpoint, properties['instanceType'])
  checkResources(world, properties['containerResourceRequirements'])
}

function checkModel(world: World, model: string | null): void {
  if (model === null) return
  const [, name, version] = /(?:\/models\/|^azureml:)([^/:]+)(?:\/versions\/|:)([^/:]+)$/.exec(model) ?? []
  const id = `${world.workspaceArmId}/models/${name}/versions/${version}`
  if (!world.store.collection<AssetVersion>('models').has(id))
    throw inferencingRefusal(world, `The model '${model}' does not exist.`, 'Model')
}

function checkInstanceType(world: World, { compute }: EndpointDocument, sent: unknown): void {
  const instanceType = textOf(sent)
  const known = kubernetesComputesOf(world).get(compute ?? '')?.instanceTypes ?? {}
  if (instanceType === '' || Object.hasOwn(known, instanceType)) return
  const message = `InferencingClient HttpRequest error, error detail: The instance type '${instanceType}' is not defined on the cluster. Known: ${Object.keys(known).join(', ')}.`
  const details = [{ code: 'InferencingClientCreateDeploymentFailed', message }]
  throw mfeError(400, { code: 'BadRequest', message: 'The request is invalid.', details }, world.mfe())
}

type Amounts = Record<string, string | null> | null | undefined

function checkResources(world: World, requirements: unknown): void {
  const { containerResourceRequests: requests, containerResourceLimits: limits } = (requirements ??
    {}) as Record<string, Amounts>
  for (const [name, asked] of Object.entries(requests ?? {})) {
    const limit = limits?.[name]
    if (asked && limit && quantity(asked) > quantity(limit))
      throw inferencingRefusal(
        world,
        `BadArgument: the request of ${name} (${asked}) has to be less than or equal to its limit (${limit}).`,
      )
  }
}

/** @throws 400 while the endpoint sends it traffic */
export function checkHasNoTraffic(
  world: World,
  endpoint: EndpointDocument,
  { name }: DeploymentDocument,
): void {
  const percent = endpoint.traffic[name] ?? 0
  if (percent === 0) return
  throw inferencingRefusal(
    world,
    `The deployment '${name}' cannot be deleted while it has ${percent} % of the endpoint's traffic. Set its traffic to 0 first.`,
  )
}
