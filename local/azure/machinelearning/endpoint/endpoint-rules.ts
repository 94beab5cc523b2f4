import { armKey } from '../../core/ids.ts'
import type { World } from '../../core/world.ts'
import { azureMlExtension, settingOf } from '../../kubernetes/extension/extension-document.ts'
import type { Fields } from '../common/body.ts'
import { refreshKubernetes } from '../compute/kubernetes-routes.ts'
import { deploymentsOf } from '../deployment/deployment-document.ts'
import type { EndpointDocument } from './endpoint-document.ts'
import { inferencingRefusal } from './endpoint-errors.ts'

const namePattern = /^[a-zA-Z](?=.{2,31}$)[-a-zA-Z0-9]*[a-zA-Z0-9]$/

export function checkEndpointName(world: World, name: string): void {
  if (namePattern.test(name)) return
  throw inferencingRefusal(
    world,
    `The endpoint name '${name}' is invalid. It must have 3 to 32 letters, digits and hyphens, begin with a letter and end with a letter or digit.`,
    'Name',
  )
}

/** @throws 400 when a compute is named that is not an attached cluster that can serve; without one, Azure's machines do */
export function checkPlace(world: World, properties: Fields): void {
  const { compute, authMode, mirrorTraffic } = properties
  if (typeof compute !== 'string') return
  const id = compute.replace(/^azureml:(?=\/)/, '')
  const attached = refreshKubernetes(world, id)
  if (!attached || !armKey(id).startsWith(armKey(world.workspaceArmId)))
    throw inferencingRefusal(world, `Cannot find Kubernetes compute. (ComputeNotFound: ${compute})`)
  if (attached.provisioningState !== 'Succeeded')
    throw inferencingRefusal(
      world,
      `The Kubernetes compute is not accessible: it is ${attached.provisioningState}.`,
    )
  const extension = azureMlExtension(world, attached.resourceId)
  if (!extension || settingOf(extension, 'enableInference') !== 'true')
    throw inferencingRefusal(
      world,
      'AzureML extension service not found in cluster: it was installed without enableInference.',
    )
  if (authMode === 'AADToken')
    throw inferencingRefusal(
      world,
      'Kubernetes online endpoints support the auth modes Key and AMLToken only.',
    )
  if (Object.keys(mirrorTraffic ?? {}).length > 0)
    throw inferencingRefusal(world, 'Mirrored traffic is not supported for Kubernetes online endpoints.')
}

/** What cannot be changed once the endpoint is there. */
export function checkUpdate(world: World, properties: Fields, before: EndpointDocument): void {
  if (!before.wasMade && before.provisioningState === 'Failed')
    throw inferencingRefusal(
      world,
      `Specified endpoint [${before.name}] has not been created successfully. Please recreate the endpoint.`,
    )
  const { authMode, compute } = properties
  if (authMode !== before.authMode)
    throw inferencingRefusal(world, `The auth mode of the endpoint '${before.name}' cannot be changed.`)
  if (typeof compute === 'string' && armKey(compute) !== armKey(before.compute ?? ''))
    throw inferencingRefusal(world, nameTaken)
}

const nameTaken =
  'There is already an endpoint with this name, Endpoint name needs to be unique within a region. Try some other name.'

/** @throws 400 when another workspace of the region has an endpoint of that name */
export function checkNameIsFree(world: World, name: string): void {
  const taken = world.config.takenEndpointNames.some(one => one.toLowerCase() === name.toLowerCase())
  if (taken) throw inferencingRefusal(world, nameTaken)
}

/** Percents of deployments that exist and serve, in all 0 or 100. */
export function checkTraffic(world: World, { id, traffic }: Pick<EndpointDocument, 'id' | 'traffic'>): void {
  const sum = Object.values(traffic).reduce((total, percent) => total + percent, 0)
  if (sum !== 0 && sum !== 100)
    throw inferencingRefusal(
      world,
      `The sum of all traffic percentages must be 0 or 100, but it is ${sum}.`,
      'Traffic',
    )
  for (const [name, percent] of Object.entries(traffic)) {
    const deployment = deploymentsOf(world).get(`${id}/deployments/${name}`)
    if (!deployment)
      throw inferencingRefusal(world, `The deployment '${name}' named in traffic does not exist.`, 'Traffic')
    if (percent > 0 && deployment.provisioningState !== 'Succeeded')
      throw inferencingRefusal(
        world,
        `The deployment '${name}' cannot get traffic: its provisioning state is ${deployment.provisioningState}.`,
        'Traffic',
      )
  }
}
