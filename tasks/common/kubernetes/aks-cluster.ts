import { attempt, orNotFound } from '../azure/attempt.ts'
import { followOperation } from '../azure/operation-poller.ts'
import { resourceUrl } from '../azure/resource-manager.ts'
import type { AzureSession } from '../azure/session.ts'
import { TaskError } from '../errors.ts'
import { isSettled } from '../machinelearning/endpoint/endpoint.ts'

export const CONTAINER_SERVICE_API = '2026-04-01'
const CREATE_IN_MINUTES = 40
const LOOK_AGAIN = 10_000

/** The parts of an AKS cluster that this extension reads. */
export interface AksCluster {
  readonly id: string
  readonly name: string
  readonly location: string
  readonly identity?: { readonly type?: string } | null
  readonly properties: {
    readonly provisioningState?: string
    readonly powerState?: { readonly code?: string } | null
    readonly disableLocalAccounts?: boolean | null
    readonly agentPoolProfiles?: readonly { readonly count?: number | null }[] | null
  }
}

export const clusterId = (session: AzureSession, resourceGroup: string, name: string): string =>
  `/subscriptions/${session.connection.subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ContainerService/managedClusters/${name}`

export async function findCluster(session: AzureSession, id: string): Promise<AksCluster | undefined> {
  const url = clusterUrl(session, id)
  const found = await attempt(`Reading AKS cluster ${nameOf(id)}`, () =>
    orNotFound(() => session.door.send<AksCluster>('ResourceManager', { method: 'GET', url })),
  )
  return found?.body
}

/** Creates a cluster on which Azure Machine Learning can serve: its defaults, sent once. */
export async function createCluster(
  session: AzureSession,
  id: string,
  location: string,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const name = nameOf(id)
  const url = clusterUrl(session, id)
  const body = clusterBody(name, location, tags)
  const answer = await attempt(`Creating AKS cluster ${name}`, () =>
    session.door.send('ResourceManager', { method: 'PUT', url, body }),
  )
  await followOperation(session, answer, {
    what: `AKS cluster ${name}`,
    deadlineInMinutes: CREATE_IN_MINUTES,
  })
}

/** The cluster when nothing goes on with it any more, and fit for the extension; throws where it is not. */
export async function readyCluster(session: AzureSession, id: string): Promise<AksCluster> {
  const end = session.clock.now() + CREATE_IN_MINUTES * 60_000
  for (let last = ''; ;) {
    const cluster = await findCluster(session, id)
    const state = cluster?.properties.provisioningState
    if (!cluster) throw unfit(id, 'is gone', 'Somebody deleted it meanwhile; run again.')
    if (isSettled(state)) return fit(cluster)
    if (session.clock.now() > end) throw unfit(id, `is still ${state}`, 'Look at it in the Azure portal.')
    if (state !== last) session.log.info(`AKS cluster ${cluster.name} is ${state}; waiting.`)
    last = state ?? ''
    await session.clock.sleep(LOOK_AGAIN, session.signal)
  }
}

/** What Azure Machine Learning asks of a cluster (attach-Kubernetes prerequisites). */
function fit(cluster: AksCluster): AksCluster {
  const { provisioningState, powerState, disableLocalAccounts } = cluster.properties
  if (provisioningState !== 'Succeeded')
    throw unfit(
      cluster.id,
      `is ${provisioningState}`,
      'Repair or delete it in the Azure portal, then run again.',
    )
  if (powerState?.code === 'Stopped')
    throw unfit(cluster.id, 'is stopped', 'Start it (az aks start), then run again.')
  if (disableLocalAccounts)
    throw unfit(
      cluster.id,
      'has its local accounts disabled',
      'The AzureML extension needs them: az aks update --enable-local-accounts.',
    )
  if (!cluster.identity?.type || cluster.identity.type === 'None')
    throw unfit(cluster.id, 'has no managed identity', 'Update it: az aks update --enable-managed-identity.')
  return cluster
}

const unfit = (id: string, what: string, remedy: string): TaskError =>
  new TaskError(`AKS cluster ${nameOf(id)} ${what}.`, { remedy })

const clusterBody = (name: string, location: string, tags: Readonly<Record<string, string>>): object => ({
  location,
  tags,
  identity: { type: 'SystemAssigned' },
  sku: { name: 'Base', tier: 'Free' },
  properties: {
    dnsPrefix: name.replace(/[^a-zA-Z0-9-]/g, '-').slice(0, 54),
    enableRBAC: true,
    disableLocalAccounts: false,
    agentPoolProfiles: [
      {
        name: 'nodepool1',
        mode: 'System',
        count: 3,
        vmSize: 'Standard_D4s_v5',
        osType: 'Linux',
        type: 'VirtualMachineScaleSets',
      },
    ],
    networkProfile: { networkPlugin: 'azure', loadBalancerSku: 'standard' },
  },
})

export const nodesOf = ({ properties }: AksCluster): number =>
  (properties.agentPoolProfiles ?? []).reduce((sum, pool) => sum + (pool.count ?? 0), 0)

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

const clusterUrl = (session: AzureSession, id: string): string =>
  resourceUrl(session, id, {}, CONTAINER_SERVICE_API)
