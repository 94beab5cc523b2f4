import { resourceNotFound } from '../../core/arm-errors.ts'
import { type ArmCall, armRoute } from '../../core/arm-routes.ts'
import type { Servers, World } from '../../core/world.ts'
import { checkPoolBody, toPool } from './cluster-body.ts'
import { type AgentPool, type ClusterDocument, clustersOf, renderPool } from './cluster-document.ts'
import { startClusterOperation } from './cluster-operations.ts'
import { CLUSTER } from './cluster-path.ts'
import { knownCluster, refuseWhileBusy } from './cluster-routes.ts'
import { checkRunning, checkUnchanged } from './cluster-rules.ts'
import { checkPools, checkVcpus } from './pool-rules.ts'

const type = 'Microsoft.ContainerService/managedClusters/agentPools'
const POOL = `${CLUSTER}/agentPools/:pool`

/** Agent pools can be read, added and changed; they are deleted with their cluster. */
export function registerAgentPools(world: World, servers: Servers): void {
  const route = (method: 'GET' | 'PUT', path: string, permission: string, handle: Handle) =>
    armRoute(world, servers, {
      method,
      path,
      action: `${type}/${permission}`,
      handle: call => handle(call, knownCluster(world, call)),
    })
  route('GET', `${CLUSTER}/agentPools`, 'read', (_, cluster) => ({
    value: cluster.agentPools.map(pool => render(cluster, pool)),
  }))
  route('GET', POOL, 'read', ({ params }, cluster) => {
    const pool = poolOf(cluster, params['pool'])
    if (pool) return render(cluster, pool)
    throw resourceNotFound(
      `${type.replace('/agent', `/${cluster.name}/agent`)}/${params['pool']}`,
      cluster.resourceGroup,
    )
  })
  route('PUT', POOL, 'write', (call, cluster) => putPool(world, call, cluster))
}

type Handle = (call: ArmCall, cluster: ClusterDocument) => unknown

const poolOf = ({ agentPools }: ClusterDocument, name: string | undefined): AgentPool | undefined =>
  agentPools.find(pool => pool.name === name)

/** What is not sent of a pool that is there stays, but for the autoscaler, which then is off. */
function putPool(world: World, call: ArmCall, cluster: ClusterDocument): object {
  checkPoolBody(call.body)
  refuseWhileBusy(world, cluster, cluster)
  checkRunning(cluster)
  const name = call.params['pool'] ?? ''
  const before = poolOf(cluster, name)
  const { properties } = call.body as { properties: Partial<AgentPool> }
  const pool = toPool({ ...properties, name }, before)
  const after: ClusterDocument = {
    ...cluster,
    provisioningState: 'Updating',
    agentPools: [...cluster.agentPools.filter(one => one.name !== name), pool],
  }
  checkUnchanged(cluster, after)
  checkPools(after)
  checkVcpus(world, after)
  clustersOf(world).put(cluster.id, after)
  startClusterOperation(world, call, 'cluster.update', 'put', cluster.id)
  void call.reply.status(before ? 200 : 201)
  return render(after, pool)
}

function render(cluster: ClusterDocument, pool: AgentPool) {
  const { name, ...properties } = renderPool(cluster, pool)
  return { id: `${cluster.id}/agentPools/${name}`, name, type, properties }
}
