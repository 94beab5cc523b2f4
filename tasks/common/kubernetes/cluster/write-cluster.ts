import { attempt } from '../../azure/attempt.ts'
import { followOperation } from '../../azure/operation-poller.ts'
import type { AzureSession } from '../../azure/session.ts'
import { operationEnd, type Deadline } from '../../machinelearning/compute/deadline.ts'
import { clusterUrl, nameOf, type AgentPool } from './aks-cluster.ts'
import { clusterBody } from './cluster-body.ts'
import type { PlacedCluster } from './cluster-spec.ts'

type Tags = Readonly<Record<string, string>>

export interface Work {
  readonly session: AzureSession
  /** ARM id of the cluster. */
  readonly id: string
  readonly deadline: Deadline
}

export async function createCluster(work: Work, spec: PlacedCluster, tags: Tags): Promise<void> {
  const body = clusterBody(nameOf(work.id), spec, tags)
  await write(work, { what: 'Creating', method: 'PUT', below: '', body })
}

/** Replaces the tags; Azure's PATCH of a cluster can change nothing else. */
export const putTags = (work: Work, tags: Tags): Promise<void> =>
  write(work, { what: 'Tagging', method: 'PATCH', below: '', body: { tags } })

/** What Azure tells of a pool and does not take back. */
const READ_ONLY = [
  'name',
  'provisioningState',
  'currentOrchestratorVersion',
  'nodeImageVersion',
  'eTag',
  'status',
  'powerState',
]

/** Writes a pool back with what is to be changed; the rest stays as Azure told it. */
export const putPool = (work: Work, pool: AgentPool): Promise<void> =>
  write(work, {
    what: 'Scaling',
    method: 'PUT',
    below: `/agentPools/${pool.name ?? ''}`,
    body: { properties: writable(pool) },
  })

const writable = (pool: AgentPool): object =>
  Object.fromEntries(
    Object.entries(pool).filter(
      ([key, value]) => !READ_ONLY.includes(key) && value !== null && value !== undefined,
    ),
  )

interface Write {
  readonly what: string
  readonly method: 'PUT' | 'PATCH'
  readonly below: string
  readonly body: object
}

async function write({ session, id, deadline }: Work, one: Write): Promise<void> {
  const { what, method, below, body } = one
  const name = nameOf(id)
  const url = clusterUrl(session, `${id}${below}`)
  const answer = await attempt(`${what} AKS cluster ${name}`, () =>
    session.door.send('ResourceManager', { method, url, body }),
  )
  await followOperation(session, answer, { what: `AKS cluster ${name}`, ...operationEnd(deadline) })
}
