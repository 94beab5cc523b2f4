import { inParallel } from '../../../common/in-parallel.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { Found, FoundItem } from './found.ts'
import { listBelow, listBelowOne, readBelow, timeOf, type Resource } from './list.ts'
import { deploymentReference, endpointReference, referencesOf, taggedModel } from './references.ts'

const SETTLED = ['Succeeded', 'Failed', 'Canceled']

/** Online endpoints with their deployments; batch and serverless ones only as users of what they run with. */
export async function readEndpoints(workspace: Workspace): Promise<Found> {
  const online = await listBelow(workspace, 'onlineEndpoints')
  const batch = await listBelow(workspace, 'batchEndpoints')
  const serverless = await listBelow(workspace, 'serverlessEndpoints')
  const items = await inParallel(online, 8, endpoint => itemsOf(workspace, endpoint))
  const users = await inParallel(batch, 8, async ({ name, ...endpoint }) => ({
    name: `batch endpoint ${name}`,
    refersTo: referencesOf([endpoint, await listBelowOne(workspace, `batchEndpoints/${name}/deployments`)]),
  }))
  const others = serverless.map(({ name, properties }) => ({
    name: `serverless endpoint ${name}`,
    refersTo: referencesOf(properties),
  }))
  return { items: items.flat(), users: [...users, ...others] }
}

/** One online endpoint with its deployments; nothing where it is gone. */
export async function readEndpoint(workspace: Workspace, name: string): Promise<readonly FoundItem[]> {
  const endpoint = await readBelow(workspace, `onlineEndpoints/${name}`)
  return endpoint ? itemsOf(workspace, endpoint) : []
}

async function itemsOf(workspace: Workspace, endpoint: Resource): Promise<FoundItem[]> {
  const deployments = await listBelowOne(workspace, `onlineEndpoints/${endpoint.name}/deployments`)
  return [endpointItem(endpoint), ...deployments.map(deployment => deploymentItem(endpoint, deployment))]
}

function endpointItem(endpoint: Resource): FoundItem {
  return {
    kind: 'endpoint',
    id: endpoint.id.toLowerCase(),
    resource: endpoint.id,
    name: endpoint.name,
    since: changed(endpoint),
    tags: endpoint.tags ?? {},
    names: [endpointReference(endpoint.name)],
    refersTo: referencesOf(endpoint.properties),
    ...inMotion(endpoint),
  }
}

function deploymentItem(endpoint: Resource, deployment: Resource): FoundItem {
  const share = shareOf(endpoint, 'traffic', deployment.name)
  const mirrored = shareOf(endpoint, 'mirrorTraffic', deployment.name)
  const serves = share > 0 ? `serves ${share} % of ${endpoint.name}` : undefined
  const mirrors = mirrored > 0 ? `gets ${mirrored} % of ${endpoint.name} mirrored` : undefined
  const inUse = serves ?? mirrors
  return {
    kind: 'deployment',
    id: deployment.id.toLowerCase(),
    resource: deployment.id,
    name: `${endpoint.name}/${deployment.name}`,
    group: endpoint.name,
    since: changed(deployment),
    tags: deployment.tags ?? {},
    names: [deploymentReference(endpoint.name, deployment.name)],
    refersTo: [
      endpointReference(endpoint.name),
      ...referencesOf([deployment.properties, deployment.tags]),
      ...taggedModel(deployment.tags),
    ],
    ...inMotion(deployment),
    ...(inUse !== undefined && { inUse }),
  }
}

/** Whoever changes a service still works with it. */
const changed = ({ systemData }: Resource): number =>
  timeOf(systemData?.lastModifiedAt ?? systemData?.createdAt)

/** Azure takes names for the same whatever their case. */
function shareOf(endpoint: Resource, field: string, deployment: string): number {
  const shares = (endpoint.properties?.[field] ?? {}) as Readonly<Record<string, number>>
  const own = Object.entries(shares).filter(([name]) => name.toLowerCase() === deployment.toLowerCase())
  return Math.max(0, ...own.map(([, share]) => share))
}

/** Somebody works on it: what it will be is not known. */
function inMotion({ properties }: Resource): { inUse?: string } {
  const state = properties?.['provisioningState']
  return typeof state === 'string' && !SETTLED.includes(state) ? { inUse: `is ${state}` } : {}
}
