import { type ArmCall, WORKSPACE, armRoute } from '../../core/arm-routes.ts'
import type { Servers, World } from '../../core/world.ts'
import type { Serving } from '../../execution/serving/serving.ts'
import { toPage } from '../assets/asset-query.ts'
import { absolute } from '../assets/asset-routes.ts'
import type { Fields } from '../common/body.ts'
import { checkEndpoint, checkEndpointUpdate, toEndpoint, toIdentity } from './endpoint-body.ts'
import { type EndpointDocument, endpointsOf, isManaged, renderEndpoint } from './endpoint-document.ts'
import { inferencingNotFound, inferencingRefusal } from './endpoint-errors.ts'
import { registerEndpointKeys } from './endpoint-keys.ts'
import {
  defineEndpointOperations,
  refuseWhileBusy,
  startInferencingOperation,
} from './endpoint-operations.ts'
import {
  checkEndpointName,
  checkNameIsFree,
  checkPlace,
  checkTraffic,
  checkUpdate,
} from './endpoint-rules.ts'
import { checkMirrorTraffic } from './mirror-traffic.ts'

export const ENDPOINTS = `${WORKSPACE}/onlineEndpoints`
const action = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints'

/** Online endpoints, managed and on Kubernetes: their life, traffic, keys and tokens. */
export function registerEndpoints(world: World, servers: Servers, serving: Serving): void {
  defineEndpointOperations(world, serving)
  const route = (method: Method, path: string, permission: string, handle: (call: ArmCall) => unknown) =>
    armRoute(world, servers, { method, path: ENDPOINTS + path, action: `${action}/${permission}`, handle })
  route('PUT', '/:name', 'write', call => putEndpoint(world, call))
  route('PATCH', '/:name', 'write', call => patchEndpoint(world, call))
  route('GET', '/:name', 'read', call => renderEndpoint(world, knownEndpoint(world, call.id)))
  route('GET', '', 'read', call => listEndpoints(world, call))
  route('DELETE', '/:name', 'delete', call => deleteEndpoint(world, call))
  registerEndpointKeys(world, servers)
}

type Method = 'GET' | 'PUT' | 'PATCH' | 'DELETE'

/** Counts a read of what is going on with the endpoint, so that its state moves on. */
function refreshEndpoint(world: World, id: string): EndpointDocument | undefined {
  const operation = world.operations.running(id)
  if (operation) world.operations.read(operation.id)
  return endpointsOf(world).get(id)
}

/** @throws 404 in the words of the inferencing service */
export function knownEndpoint(world: World, id: string): EndpointDocument {
  const endpoint = refreshEndpoint(world, id)
  if (!endpoint) throw inferencingNotFound(world)
  return endpoint
}

/** Traffic, too, is changed by a PUT of the whole endpoint. Answers 201 for an update, too. */
function putEndpoint(world: World, call: ArmCall): object {
  const name = call.params['name'] ?? ''
  checkEndpointName(world, name)
  const properties = checkEndpoint(call.body, world.mfe())
  checkLocation(world, call)
  const before = refreshEndpoint(world, call.id)
  if (before) checkUpdate(world, properties, before)
  else checkNameIsFree(world, name)
  checkPlace(world, { ...properties, compute: before ? before.compute : properties['compute'] })
  refuseWhileBusy(world, call.id)
  const endpoint = toEndpoint(world, call, before)
  checkTraffic(world, endpoint)
  checkMirrorTraffic(world, endpoint)
  endpointsOf(world).put(endpoint.id, endpoint)
  void call.reply.status(201)
  return begin(world, call, endpoint, before ? 'endpoint.update' : 'endpoint.create')
}

function patchEndpoint(world: World, call: ArmCall): object {
  checkEndpointUpdate(call.body, world.mfe())
  const before = knownEndpoint(world, call.id)
  refuseWhileBusy(world, call.id)
  const { tags, identity } = (call.body ?? {}) as Fields
  const endpoint: EndpointDocument = {
    ...before,
    tags: (tags ?? before.tags) as EndpointDocument['tags'],
    identity: toIdentity(world, identity, before),
    provisioningState: 'Updating',
  }
  void call.reply.status(202)
  return begin(world, call, endpoint, 'endpoint.update')
}

function begin(world: World, call: ArmCall, endpoint: EndpointDocument, kind: string): object {
  endpointsOf(world).put(endpoint.id, endpoint)
  const operationUri = startInferencingOperation(world, call, kind, 'put')
  return renderEndpoint(world, endpointsOf(world).put(endpoint.id, { ...endpoint, operationUri }))
}

function deleteEndpoint(world: World, call: ArmCall): unknown {
  const endpoint = refreshEndpoint(world, call.id)
  if (!endpoint) return void call.reply.status(204)
  refuseWhileBusy(world, call.id)
  endpointsOf(world).put(endpoint.id, { ...endpoint, provisioningState: 'Deleting' })
  startInferencingOperation(world, call, 'endpoint.delete', 'delete')
  return sendNull(call)
}

/** 202 with a body that is literally `null`, as the front end answers a delete. */
export const sendNull = ({ reply }: ArmCall): unknown =>
  reply.status(202).header('content-type', 'application/json; charset=utf-8').send('null')

function listEndpoints(world: World, call: ArmCall): object {
  const { name, computeType } = call.query
  const found = endpointsOf(world)
    .list()
    .flatMap(({ id }) => refreshEndpoint(world, id) ?? [])
    .filter(one => name === undefined || one.name === name)
    .filter(one => computeType === undefined || (computeType === 'Managed') === isManaged(one))
  return toPage(
    found.map(one => renderEndpoint(world, one)),
    call.query,
    absolute(world, call),
  )
}

function checkLocation(world: World, call: ArmCall): void {
  const { location } = call.body as { location: string }
  const own = world.settings.location
  if (location.toLowerCase().replaceAll(' ', '') === own) return
  throw inferencingRefusal(world, `The location '${location}' is not the workspace's, '${own}'.`, 'Location')
}
