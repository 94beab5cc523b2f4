import { armRoute } from '../../core/arm-routes.ts'
import type { Servers, World } from '../../core/world.ts'
import { type ClusterDocument, clustersOf } from './cluster-document.ts'
import { startClusterOperation } from './cluster-operations.ts'
import { CLUSTER, clusterType } from './cluster-path.ts'
import { knownCluster, refuseWhileBusy } from './cluster-routes.ts'

/** POST stop and start: the cluster's nodes are given back, and taken again. */
export function registerPower(world: World, servers: Servers): void {
  const route = (verb: 'stop' | 'start', provisioningState: ClusterDocument['provisioningState']) =>
    armRoute(world, servers, {
      method: 'POST',
      path: `${CLUSTER}/${verb}`,
      action: `${clusterType}/${verb}/action`,
      handle(call) {
        const cluster = knownCluster(world, call)
        refuseWhileBusy(world, cluster, cluster)
        clustersOf(world).put(cluster.id, { ...cluster, provisioningState })
        startClusterOperation(world, call, `cluster.${verb}`, 'post', cluster.id)
        void call.reply.status(202)
      },
    })
  route('stop', 'Stopping')
  route('start', 'Starting')
}
