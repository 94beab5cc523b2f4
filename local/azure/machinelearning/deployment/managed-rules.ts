import { randomBytes } from 'node:crypto'
import type { AzureError } from '../../core/errors.ts'
import { mfeError } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import { usages } from '../../resource-manager/usages.ts'
import { type VmSize, findVmSize } from '../../resource-manager/vm-size-table.ts'
import { inferencingRefusal } from '../endpoint/endpoint-errors.ts'
import type { DeploymentDocument } from './deployment-document.ts'
import { coresOf, reservedCores } from './reserved-cores.ts'

/** What Azure's own machines cannot give. */
export function checkManagedRules(
  world: World,
  deployment: DeploymentDocument,
  before: DeploymentDocument | undefined,
): void {
  const { properties } = deployment
  const asked = String(properties['instanceType'])
  const size = findVmSize(asked)
  if (!size)
    throw refusedSize(world, `The instance type '${asked}' is not supported in ${world.settings.location}.`)
  if (before && !sameText(before.properties['instanceType'], asked))
    throw refusedSize(world, `The instance type of the deployment '${deployment.name}' cannot be changed.`)
  const { scaleType } = properties['scaleSettings'] as { scaleType: string }
  if (scaleType !== 'Default')
    throw inferencingRefusal(
      world,
      `Managed deployments do not support the scale type ${scaleType}.`,
      'ScaleSettings',
    )
  if (properties.environmentId === null && properties['egressPublicNetworkAccess'] === 'Disabled')
    throw inferencingRefusal(
      world,
      'A model of MLflow without an environment needs egressPublicNetworkAccess.',
    )
  checkCores(world, deployment, size)
}

/** @throws 400 when the family has not the cores that the deployment's machines and their upgrade take */
export function checkCores(world: World, deployment: DeploymentDocument, size: VmSize): void {
  const quota = usages(world.store).get(size.family)
  if (!quota) return
  const used = quota.currentValue + reservedCores(world, size.family, deployment.id)
  const needed = coresOf(deployment)
  if (used + needed <= quota.limit) return
  throw refusedSize(
    world,
    `Not enough quota available for ${size.name} in SubscriptionId ${world.settings.subscriptionId}. Current usage/limit: ${used}/${quota.limit}. Additional needed: ${needed} Please see troubleshooting guide, available here: https://aka.ms/oe-tsg#error-outofquota`,
  )
}

const sameText = (one: unknown, other: unknown): boolean =>
  String(one).toLowerCase() === String(other).toLowerCase()

/** JSON in a sentence in an error, as the service has it for sizes. */
function refusedSize(world: World, reason: string): AzureError {
  const answer = {
    errors: { VmSize: [reason] },
    type: 'https://tools.ietf.org/html/rfc7231#section-6.5.1',
    title: 'One or more validation errors occurred.',
    status: 400,
    traceId: `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`,
  }
  const message = `InferencingClient HttpRequest error, error detail: ${JSON.stringify(answer)}`
  const details = [{ code: 'InferencingClientCreateDeploymentFailed', message }]
  return mfeError(400, { code: 'BadRequest', message: 'The request is invalid.', details }, world.mfe())
}
