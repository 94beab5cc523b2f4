import { type ArmCall, armRoute } from '../../core/arm-routes.ts'
import type { Servers, World } from '../../core/world.ts'
import type { Serving } from '../../execution/serving/serving.ts'
import { toPage } from '../assets/asset-query.ts'
import { absolute } from '../assets/asset-routes.ts'
import type { Fields } from '../common/body.ts'
import { textOf } from '../common/text.ts'
import { findVmSize } from '../../resource-manager/vm-size-table.ts'
import { inferencingNotFound } from '../endpoint/endpoint-errors.ts'
import { refuseWhileBusy, startInferencingOperation } from '../endpoint/endpoint-operations.ts'
import { ENDPOINTS, knownEndpoint, sendNull } from '../endpoint/endpoint-routes.ts'
import { checkDeployment, checkDeploymentUpdate, toDeployment } from './deployment-body.ts'
import {
  type DeploymentDocument,
  deploymentsOf,
  isOnManagedMachines,
  renderDeployment,
} from './deployment-document.ts'
import { renderLogs } from './deployment-logs.ts'
import { checkCores } from './managed-rules.ts'
import { defineDeploymentOperations } from './deployment-operations.ts'
import { checkSpecification } from './deployment-references.ts'
import { checkDeploymentName, checkHasNoTraffic, checkParents } from './deployment-rules.ts'

const action = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments'

/** Deployments of online endpoints, which really serve. */
export function registerDeployments(world: World, servers: Servers, serving: Serving): void {
  defineDeploymentOperations(world, serving)
  const route = (method: Method, path: string, permission: string, handle: (call: ArmCall) => unknown) =>
    armRoute(world, servers, {
      method,
      path: `${ENDPOINTS}/:name/deployments${path}`,
      action: `${action}/${permission}`,
      handle,
    })
  route('PUT', '/:deployment', 'write', call => putDeployment(world, call))
  route('PATCH', '/:deployment', 'write', call => patchDeployment(world, call))
  route('GET', '/:deployment', 'read', call => renderDeployment(knownDeployment(world, call.id)))
  route('GET', '', 'read', call => listDeployments(world, call))
  route('DELETE', '/:deployment', 'delete', call => deleteDeployment(world, call))
  route('POST', '/:deployment/getLogs', 'logs/read', call =>
    renderLogs(world, serving, knownDeployment(world, parentId(call.id)), call.body),
  )
  route('GET', '/:deployment/skus', 'skus/read', call => {
    knownDeployment(world, parentId(call.id))
    const capacity = { minimum: 1, maximum: 100, default: 1, scaleType: 'Manual' }
    return {
      value: [{ resourceType: action, sku: { name: 'Default', tier: 'Standard' }, capacity }],
      nextLink: null,
    }
  })
}

type Method = 'GET' | 'PUT' | 'PATCH' | 'DELETE' | 'POST'

const parentId = (id: string): string => id.replace(/\/[^/]+$/, '')
const endpointIdOf = (id: string): string => id.replace(/\/deployments(\/[^/]+)?$/i, '')

function refresh(world: World, id: string): DeploymentDocument | undefined {
  const operation = world.operations.running(id)
  if (operation) world.operations.read(operation.id)
  return deploymentsOf(world).get(id)
}

function knownDeployment(world: World, id: string): DeploymentDocument {
  const deployment = refresh(world, id)
  if (!deployment) throw inferencingNotFound(world)
  return deployment
}

function putDeployment(world: World, call: ArmCall): object {
  checkDeploymentName(world, call.params['deployment'] ?? '')
  checkDeployment(call.body, world.mfe())
  const endpoint = knownEndpoint(world, endpointIdOf(call.id))
  const before = refresh(world, call.id)
  checkParents(world, endpoint, before)
  const deployment = toDeployment(world, call, before)
  checkSpecification(world, endpoint, deployment, before)
  refuseWhileBusy(world, endpoint.id)
  void call.reply.status(201)
  return begin(world, call, deployment, before ? 'deployment.update' : 'deployment.create')
}

function patchDeployment(world: World, call: ArmCall): object {
  checkDeploymentUpdate(call.body, world.mfe())
  const before = knownDeployment(world, call.id)
  refuseWhileBusy(world, endpointIdOf(call.id))
  const { tags, sku } = (call.body ?? {}) as Fields
  const capacity = (sku as { capacity?: number } | null | undefined)?.capacity ?? before.sku.capacity
  const deployment: DeploymentDocument = {
    ...before,
    tags: (tags ?? before.tags) as DeploymentDocument['tags'],
    sku: { ...before.sku, capacity },
    provisioningState: 'Scaling',
  }
  checkScale(world, deployment)
  void call.reply.status(202)
  return begin(world, call, deployment, 'deployment.scale')
}

function checkScale(world: World, deployment: DeploymentDocument): void {
  const size = findVmSize(textOf(deployment.properties['instanceType']))
  if (size && isOnManagedMachines(deployment)) checkCores(world, deployment, size)
}

/** Kept before the operation starts, whose work reads it. */
function begin(world: World, call: ArmCall, deployment: DeploymentDocument, kind: string): object {
  deploymentsOf(world).put(deployment.id, deployment)
  const operationUri = startInferencingOperation(world, call, kind, 'put')
  return renderDeployment(deploymentsOf(world).put(deployment.id, { ...deployment, operationUri }))
}

function deleteDeployment(world: World, call: ArmCall): unknown {
  const deployment = refresh(world, call.id)
  if (!deployment) return void call.reply.status(204)
  const endpoint = knownEndpoint(world, endpointIdOf(call.id))
  checkHasNoTraffic(world, endpoint, deployment)
  refuseWhileBusy(world, endpoint.id)
  deploymentsOf(world).put(deployment.id, { ...deployment, provisioningState: 'Deleting' })
  startInferencingOperation(world, call, 'deployment.delete', 'delete')
  return sendNull(call)
}

function listDeployments(world: World, call: ArmCall): object {
  knownEndpoint(world, endpointIdOf(call.id))
  const found = deploymentsOf(world).listUnder(call.id)
  return toPage(
    found.flatMap(({ id }) => refresh(world, id) ?? []).map(renderDeployment),
    call.query,
    absolute(world, call),
  )
}
