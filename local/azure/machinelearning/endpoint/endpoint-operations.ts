import type { ArmCall } from '../../core/arm-routes.ts'
import type { World } from '../../core/world.ts'
import type { Serving } from '../../execution/serving/serving.ts'
import { deploymentsOf } from '../deployment/deployment-document.ts'
import { type EndpointDocument, endpointsOf } from './endpoint-document.ts'
import { operationInProgress } from './endpoint-errors.ts'

/** What becomes of an endpoint when an operation on it ends. */
export function defineEndpointOperations(world: World, serving: Serving): void {
  const change = (id: string, fields: Partial<EndpointDocument>) => {
    const endpoint = endpointsOf(world).get(id)
    if (endpoint) endpointsOf(world).put(id, { ...endpoint, ...fields })
  }
  for (const kind of ['endpoint.create', 'endpoint.update'])
    world.operations.define(kind, {
      dialect: 'mfe',
      succeeded: ({ resourceId }) => change(resourceId, { provisioningState: 'Succeeded', wasMade: true }),
      failed: ({ resourceId }) => change(resourceId, { provisioningState: 'Failed' }),
    })
  world.operations.define('endpoint.delete', {
    dialect: 'mfe',
    runningStatus: 'Deleting',
    async work({ resourceId }) {
      const below = deploymentsOf(world).listUnder(resourceId)
      await Promise.all(below.map(({ id }) => serving.remove(id)))
    },
    succeeded({ resourceId }) {
      for (const { id } of deploymentsOf(world).listUnder(resourceId)) deploymentsOf(world).delete(id)
      endpointsOf(world).delete(resourceId)
    },
    failed: ({ resourceId }) => change(resourceId, { provisioningState: 'Failed' }),
  })
}

/** Starts an operation, names its address in headers, and answers it for the resource's body. */
export function startInferencingOperation(
  world: World,
  call: ArmCall,
  kind: string,
  verb: 'put' | 'delete',
): string | null {
  const idPrefix = kind.startsWith('deployment') ? 'od' : 'oe'
  const operation = world.operations.start({ kind, resourceId: call.id, verb, idPrefix })
  world.operations.announce(call.reply, operation, call.apiVersion)
  const uri = call.reply.getHeader('azure-asyncoperation')
  return typeof uri === 'string' ? uri : null
}

/** One operation at a time on an endpoint and on what is below it. */
export function refuseWhileBusy(world: World, endpointId: string): void {
  const below = deploymentsOf(world).listUnder(endpointId)
  for (const id of [endpointId, ...below.map(one => one.id)]) {
    const running = world.operations.running(id)
    if (running && world.operations.read(running.id)?.outcome === 'running')
      throw operationInProgress(world, endpointId.split('/').at(-1) ?? '')
  }
}
