import { SUBSCRIPTION, type ArmCall, armRoute } from '../../core/arm-routes.ts'
import { type ErrorDetail, armError } from '../../core/errors.ts'
import type { Operation } from '../../core/operations.ts'
import type { Servers, World } from '../../core/world.ts'
import { resourceNotFound } from '../../core/arm-errors.ts'
import { extensionsOf } from '../extension/extension-document.ts'
import { type ClusterDocument, clustersOf } from './cluster-document.ts'

const LOCATIONS = '/providers/Microsoft.ContainerService/locations'

/** The service's own, whatever version the caller asked with. */
const statusVersion = '2016-03-30'

/** Where clients poll operations on clusters, and what becomes of a cluster when one ends. */
export function registerClusterOperations(world: World, servers: Servers): void {
  defineOperations(world)
  const route = (name: string, answer: (operation: Operation, call: ArmCall) => unknown) =>
    armRoute(world, servers, {
      method: 'GET',
      path: `${SUBSCRIPTION}${LOCATIONS}/:location/${name}/:operation`,
      action: null,
      handle(call) {
        const id = call.params['operation'] ?? ''
        const operation = world.operations.read(id)
        if (!operation) throw resourceNotFound(`operations/${id}`, '')
        return answer(operation, call)
      },
    })
  route('operations', renderStatus)
  route('operationresults', renderResult)
}

/** Starts an operation and names the address of its status; only a delete has a Location too. */
export function startClusterOperation(
  world: World,
  call: ArmCall,
  kind: string,
  verb: 'put' | 'delete' | 'post',
  resourceId = call.id,
) {
  const operation = world.operations.start({ kind, resourceId, verb })
  const { subscriptionId, location } = world.settings
  const base = `${world.endpoints.resourceManager}/subscriptions/${subscriptionId}${LOCATIONS}/${location}`
  const query = `?api-version=${statusVersion}`
  call.reply.header('azure-asyncoperation', `${base}/operations/${operation.id}${query}`)
  if (verb !== 'put') call.reply.header('location', `${base}/operationresults/${operation.id}${query}`)
}

function defineOperations(world: World): void {
  const change = (id: string, fields: Partial<ClusterDocument>) => {
    const cluster = clustersOf(world).get(id)
    if (cluster) clustersOf(world).put(id, { ...cluster, ...fields })
  }
  const fail = (id: string, { code, message }: ErrorDetail) =>
    change(id, { provisioningState: 'Failed', provisioningError: { code, message } })
  const ends = (kind: string, fields: Partial<ClusterDocument> = {}) =>
    world.operations.define(kind, {
      dialect: 'compute',
      runningStatus: 'InProgress',
      succeeded: ({ resourceId }) =>
        change(resourceId, { provisioningState: 'Succeeded', provisioningError: null, ...fields }),
      failed: ({ resourceId }, error) => fail(resourceId, error),
    })
  ends('cluster.create')
  ends('cluster.update')
  ends('cluster.stop', { powerState: 'Stopped' })
  ends('cluster.start', { powerState: 'Running' })
  world.operations.define('cluster.delete', {
    dialect: 'compute',
    runningStatus: 'InProgress',
    succeeded({ resourceId }) {
      clustersOf(world).delete(resourceId)
      for (const { id } of extensionsOf(world).listUnder(resourceId)) extensionsOf(world).delete(id)
    },
    failed: ({ resourceId }, error) => fail(resourceId, error),
  })
}

function renderStatus({ id, startTime, outcome, progress, error }: Operation) {
  const common = { name: id, startTime }
  if (outcome === 'running') return { ...common, status: 'InProgress' }
  const ended = { ...common, endTime: new Date(progress.since).toISOString() }
  return outcome === 'failed' ? { ...ended, status: 'Failed', error } : { ...ended, status: 'Succeeded' }
}

function renderResult({ outcome, error }: Operation, { reply, request }: ArmCall) {
  if (outcome === 'failed')
    throw armError(400, error?.code ?? 'BadRequest', error?.message ?? 'The operation failed.')
  if (outcome === 'succeeded') return reply.status(204).send()
  return reply
    .status(202)
    .header('location', `https://${request.headers.host ?? ''}${request.url}`)
    .send()
}
