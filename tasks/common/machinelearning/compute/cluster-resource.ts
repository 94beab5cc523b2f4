import { attempt, orNotFound } from '../../azure/attempt.ts'
import { followOperation } from '../../azure/operation-poller.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import { isoDuration } from '../duration.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { ClusterSpec, ComputeResource } from './cluster.ts'

export async function findCompute(workspace: Workspace, name: string): Promise<ComputeResource | undefined> {
  const { session } = workspace
  const url = computeUrl(workspace, name)
  const found = await attempt(`Reading compute ${name}`, () =>
    orNotFound(() => session.door.send<ComputeResource>('ResourceManager', { method: 'GET', url })),
  )
  return found?.body
}

/** Creates the cluster or changes it to what is asked, and waits until Azure says that it is done. */
export async function putCluster(
  workspace: Workspace,
  spec: ClusterSpec,
  deadlineInMinutes: number,
): Promise<void> {
  const { session } = workspace
  const answer = await attempt(`Creating compute cluster ${spec.name}`, () =>
    session.door.send('ResourceManager', {
      method: 'PUT',
      url: computeUrl(workspace, spec.name),
      body: clusterBody(spec),
    }),
  )
  await followOperation(session, answer, { what: `Compute cluster ${spec.name}`, deadlineInMinutes })
}

/** Waits for a cluster that somebody else is creating or changing, then reads it; throws where it failed. */
export async function readyCompute(
  workspace: Workspace,
  name: string,
  deadlineInMinutes: number,
): Promise<ComputeResource> {
  const { session } = workspace
  const end = session.clock.now() + deadlineInMinutes * 60_000
  for (let last = ''; ;) {
    const compute = await findCompute(workspace, name)
    const state = compute?.properties.provisioningState ?? 'Deleted'
    if (compute && state === 'Succeeded') return compute
    if (!compute || state === 'Failed' || state === 'Canceled') throw notReady(name, state, compute)
    if (session.clock.now() > end)
      throw notReady(name, `${state} after ${deadlineInMinutes} minutes`, compute)
    if (state !== last) session.log.info(`Compute ${name}: ${state}`)
    last = state
    await session.clock.sleep(5000, session.signal)
  }
}

function notReady(name: string, state: string, compute: ComputeResource | undefined): TaskError {
  const errors = [
    ...(compute?.properties.provisioningErrors ?? []),
    ...(compute?.properties.properties?.errors ?? []),
  ]
  const reasons = errors.map(({ error }) => `${error?.code ?? ''} ${error?.message ?? ''}`.trim()).join(' ')
  return new TaskError(`Compute ${name} is ${state}. ${reasons}`.trim(), {
    remedy: 'Look at the compute in the studio. If it failed for good, delete it there and run again.',
  })
}

const IDENTITIES = { none: 'None', system_assigned: 'SystemAssigned', user_assigned: 'UserAssigned' } as const

function clusterBody(spec: ClusterSpec): object {
  return {
    location: spec.location,
    tags: spec.tags,
    ...(spec.identityType !== 'none' && { identity: identityBody(spec) }),
    properties: {
      computeType: 'AmlCompute',
      ...(spec.description && { description: spec.description }),
      properties: {
        osType: 'Linux',
        vmSize: spec.size,
        vmPriority: spec.tier === 'dedicated' ? 'Dedicated' : 'LowPriority',
        scaleSettings: {
          minNodeCount: spec.minInstances,
          maxNodeCount: spec.maxInstances,
          nodeIdleTimeBeforeScaleDown: isoDuration(spec.idleTimeBeforeScaleDown),
        },
        remoteLoginPortPublicAccess: 'Disabled',
        enableNodePublicIp: spec.enableNodePublicIp,
        ...(spec.subnet && { subnet: { id: spec.subnet } }),
      },
    },
  }
}

function identityBody({ identityType, userAssignedIdentities }: ClusterSpec): object {
  const users = Object.fromEntries(userAssignedIdentities.map(id => [id, {}]))
  return {
    type: IDENTITIES[identityType],
    ...(identityType === 'user_assigned' && { userAssignedIdentities: users }),
  }
}

const computeUrl = (workspace: Workspace, name: string): string =>
  resourceUrl(workspace.session, `${workspace.id}/computes/${name}`)
