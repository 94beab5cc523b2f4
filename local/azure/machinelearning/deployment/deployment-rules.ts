import type { World } from '../../core/world.ts'
import { type EndpointDocument } from '../endpoint/endpoint-document.ts'
import { inferencingRefusal } from '../endpoint/endpoint-errors.ts'
import type { DeploymentDocument } from './deployment-document.ts'

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
