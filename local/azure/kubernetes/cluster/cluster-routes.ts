import { resourceNotFound } from '../../core/arm-errors.ts'
import { RESOURCE_GROUP, SUBSCRIPTION, type ArmCall, armRoute } from '../../core/arm-routes.ts'
import type { Servers, World } from '../../core/world.ts'
import type { Fields } from '../../machinelearning/common/body.ts'
import { flatError } from '../flat-error.ts'
import { checkClusterBody, toCluster } from './cluster-body.ts'
import { type ClusterDocument, clustersOf, renderCluster } from './cluster-document.ts'
import { startClusterOperation } from './cluster-operations.ts'
import { CLUSTER, clusterType as type } from './cluster-path.ts'
import { checkClusterLocation, checkClusterName, checkRunning, checkUnchanged } from './cluster-rules.ts'
import { checkPools, checkVcpus } from './pool-rules.ts'

/** PUT, PATCH, GET, list and DELETE of managed clusters. */
export function registerClusters(world: World, servers: Servers): void {
  const route = (
    method: 'GET' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    permission: string,
    handle: Handle,
  ) => armRoute(world, servers, { method, path, action: `${type}/${permission}`, handle })
  route('PUT', CLUSTER, 'write', call => putCluster(world, call))
  route('PATCH', CLUSTER, 'write', call => tagCluster(world, call))
  route('GET', CLUSTER, 'read', call => renderCluster(knownCluster(world, call)))
  route('DELETE', CLUSTER, 'delete', call => deleteCluster(world, call))
  for (const parent of [SUBSCRIPTION, RESOURCE_GROUP])
    route('GET', `${parent}/providers/${type}`, 'read', call => listClusters(world, call))
}

type Handle = (call: ArmCall) => unknown

/** Counts a read of what is going on with the cluster, so that its state moves on. */
export function refreshCluster(world: World, id: string): ClusterDocument | undefined {
  const operation = world.operations.running(id)
  if (operation) world.operations.read(operation.id)
  return clustersOf(world).get(id)
}

/** @throws 404 in Resource Manager's words */
export function knownCluster(world: World, { id, params }: ArmCall): ClusterDocument {
  const cluster = params['cluster'] ?? ''
  const end = id.toLowerCase().indexOf(`/managedclusters/${cluster.toLowerCase()}`)
  const found = refreshCluster(world, id.slice(0, end + '/managedclusters/'.length + cluster.length))
  if (!found) throw resourceNotFound(`${type}/${cluster}`, params['resourceGroup'] ?? '')
  return found
}

function putCluster(world: World, call: ArmCall): object {
  checkClusterName(call.params['cluster'] ?? '')
  checkClusterLocation(world, (call.body as Fields | undefined)?.['location'])
  checkClusterBody(call.body)
  const before = refreshCluster(world, call.id)
  refuseWhileBusy(world, call, before)
  const cluster = toCluster(world, call, before)
  checkPools(cluster)
  checkVcpus(world, cluster)
  if (before) {
    checkRunning(before)
    checkUnchanged(before, cluster)
  }
  clustersOf(world).put(cluster.id, cluster)
  startClusterOperation(world, call, before ? 'cluster.update' : 'cluster.create', 'put')
  void call.reply.status(before ? 200 : 201)
  return renderCluster(cluster)
}

/** Tags, and nothing else. */
function tagCluster(world: World, call: ArmCall): object {
  const cluster = knownCluster(world, call)
  refuseWhileBusy(world, call, cluster)
  const { tags } = (call.body ?? {}) as { tags?: ClusterDocument['tags'] }
  const tagged: ClusterDocument = { ...cluster, tags: tags ?? {}, provisioningState: 'Updating' }
  clustersOf(world).put(cluster.id, tagged)
  startClusterOperation(world, call, 'cluster.update', 'put')
  return renderCluster(tagged)
}

function deleteCluster(world: World, call: ArmCall): void {
  const cluster = refreshCluster(world, call.id)
  if (!cluster) return void call.reply.status(204)
  refuseWhileBusy(world, call, cluster)
  clustersOf(world).put(cluster.id, { ...cluster, provisioningState: 'Deleting' })
  startClusterOperation(world, call, 'cluster.delete', 'delete')
  void call.reply.status(202)
}

function listClusters(world: World, { id }: ArmCall): object {
  const under = id.slice(0, id.toLowerCase().indexOf('/providers/'))
  const found = clustersOf(world).listUnder(under)
  return {
    value: found
      .map(({ id: one }) => refreshCluster(world, one))
      .flatMap(one => (one ? [renderCluster(one)] : [])),
  }
}

export function refuseWhileBusy(
  world: World,
  { id }: Pick<ArmCall, 'id'>,
  cluster: ClusterDocument | undefined,
): void {
  if (!cluster || !world.operations.running(id)) return
  throw flatError(
    409,
    'OperationNotAllowed',
    `Operation is not allowed because there's an in progress operation on the managed cluster '${cluster.name}' (provisioning state ${cluster.provisioningState}). Please wait for it to finish before starting a new operation.`,
  )
}
