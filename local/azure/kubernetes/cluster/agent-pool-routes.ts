import { resourceNotFound } from '../../core/arm-errors.ts'
import { armRoute } from '../../core/arm-routes.ts'
import type { Servers, World } from '../../core/world.ts'
import { type AgentPool, type ClusterDocument, renderPool } from './cluster-document.ts'
import { CLUSTER } from './cluster-path.ts'
import { knownCluster } from './cluster-routes.ts'

const type = 'Microsoft.ContainerService/managedClusters/agentPools'

/** Agent pools can be read; they are changed with their cluster. */
export function registerAgentPools(world: World, servers: Servers): void {
  const action = `${type}/read`
  armRoute(world, servers, {
    method: 'GET',
    path: `${CLUSTER}/agentPools`,
    action,
    handle(call) {
      const cluster = knownCluster(world, call)
      return { value: cluster.agentPools.map(pool => render(cluster, pool)) }
    },
  })
  armRoute(world, servers, {
    method: 'GET',
    path: `${CLUSTER}/agentPools/:pool`,
    action,
    handle(call) {
      const cluster = knownCluster(world, call)
      const pool = cluster.agentPools.find(({ name }) => name === call.params['pool'])
      if (pool) return render(cluster, pool)
      const { resourceGroup = '', pool: name } = call.params
      throw resourceNotFound(
        `Microsoft.ContainerService/managedClusters/${cluster.name}/agentPools/${name}`,
        resourceGroup,
      )
    },
  })
}

function render(cluster: ClusterDocument, pool: AgentPool) {
  const { name, ...properties } = renderPool(cluster, pool)
  return { id: `${cluster.id}/agentPools/${name}`, name, type, properties }
}
