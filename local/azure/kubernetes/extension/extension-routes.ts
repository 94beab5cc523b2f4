import { badRequest, conflict, resourceNotFound } from '../../core/arm-errors.ts'
import { type ArmCall, armRoute } from '../../core/arm-routes.ts'
import type { Servers, World } from '../../core/world.ts'
import { knownCluster } from '../cluster/cluster-routes.ts'
import { checkExtensionBody, checkExtensionPatch, patched, toExtension } from './extension-body.ts'
import { type ExtensionDocument, extensionsOf, renderExtension } from './extension-document.ts'
import { startExtensionOperation } from './extension-operations.ts'
import { EXTENSION, EXTENSIONS } from './extension-path.ts'

const type = 'Microsoft.KubernetesConfiguration/extensions'

/** Extensions of a managed cluster: PUT, PATCH, GET, list and DELETE. */
export function registerExtensions(world: World, servers: Servers): void {
  const route = (
    method: 'GET' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    permission: string,
    handle: Handle,
  ) =>
    armRoute(world, servers, {
      method,
      path,
      action: `${type}/${permission}`,
      handle(call) {
        knownCluster(world, call)
        return handle(call)
      },
    })
  route('PUT', EXTENSION, 'write', call => putExtension(world, call))
  route('PATCH', EXTENSION, 'write', call => patchExtension(world, call))
  route('GET', EXTENSION, 'read', call => {
    const extension = refreshExtension(world, call.id)
    if (extension) return renderExtension(extension)
    throw resourceNotFound(`${type}/${call.params['extension']}`, call.params['resourceGroup'] ?? '')
  })
  route('GET', EXTENSIONS, 'read', call => {
    const found = extensionsOf(world).listUnder(call.id)
    return { value: found.flatMap(({ id }) => refreshExtension(world, id) ?? []).map(renderExtension) }
  })
  route('DELETE', EXTENSION, 'delete', call => deleteExtension(world, call))
}

type Handle = (call: ArmCall) => unknown

/** Counts a read of what is going on with the extension, so that its state moves on. */
export function refreshExtension(world: World, id: string): ExtensionDocument | undefined {
  const operation = world.operations.running(id)
  if (operation) world.operations.read(operation.id)
  return extensionsOf(world).get(id)
}

function putExtension(world: World, call: ArmCall): object {
  checkExtensionBody(call.body)
  checkReady(world, call)
  const before = refreshExtension(world, call.id)
  if (before) refuseWhileBusy(world, before)
  const extension = toExtension(world, call, before)
  extensionsOf(world).put(extension.id, extension)
  startExtensionOperation(world, call, extension, 'put')
  void call.reply.status(before ? 200 : 201)
  return renderExtension(extension)
}

function patchExtension(world: World, call: ArmCall): object {
  checkExtensionPatch(call.body)
  checkReady(world, call)
  const before = refreshExtension(world, call.id)
  if (!before)
    throw resourceNotFound(`${type}/${call.params['extension']}`, call.params['resourceGroup'] ?? '')
  refuseWhileBusy(world, before)
  const extension = patched(call, before)
  extensionsOf(world).put(extension.id, extension)
  startExtensionOperation(world, call, extension, 'put')
  void call.reply.status(202)
  return renderExtension(extension)
}

/** Nothing can be installed on a cluster that is in the making or stopped. */
function checkReady(world: World, call: ArmCall): void {
  const { name, provisioningState, powerState } = knownCluster(world, call)
  if (provisioningState !== 'Succeeded')
    throw conflict(`The cluster '${name}' is not ready: ${provisioningState}.`)
  if (powerState === 'Stopped')
    throw badRequest(
      `The cluster '${name}' is stopped, so the extension cannot be installed.`,
      'ClusterNotRunning',
    )
}

function deleteExtension(world: World, call: ArmCall): void {
  const extension = refreshExtension(world, call.id)
  if (!extension) return void call.reply.status(204)
  refuseWhileBusy(world, extension)
  extensionsOf(world).put(extension.id, { ...extension, provisioningState: 'Deleting' })
  startExtensionOperation(world, call, extension, 'delete')
  void call.reply.status(202)
}

function refuseWhileBusy(world: World, { id, name }: ExtensionDocument): void {
  if (world.operations.running(id))
    throw conflict(`Another operation on the extension '${name}' is in progress.`)
}
