import { asAzureError, attempt, orNotFound } from '../../azure/attempt.ts'
import { followOperation } from '../../azure/operation-poller.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
import type { Workspace } from '../workspace/workspace.ts'
import { awaitSettled } from './await-settled.ts'
import { clusterBody, scalingBody } from './cluster-body.ts'
import type { ClusterSpec, ComputeResource } from './cluster.ts'
import { operationEnd, type Deadline } from './deadline.ts'
import { adviceFor, errorsOf, reasonOf } from './explain-cluster-error.ts'

export async function findCompute(workspace: Workspace, name: string): Promise<ComputeResource | undefined> {
  const { session } = workspace
  const url = computeUrl(workspace, name)
  const found = await attempt(`Reading compute ${name}`, () =>
    orNotFound(() => session.door.send<ComputeResource>('ResourceManager', { method: 'GET', url })),
  )
  return found?.body
}

/**
 * Creates the cluster or, over an `existing` one, replaces what is asked otherwise; waits until Azure says that it is
 * done.
 */
export const putCluster = (
  workspace: Workspace,
  spec: ClusterSpec,
  deadline: Deadline,
  existing?: ComputeResource,
) =>
  writeCluster(workspace, spec, deadline, {
    method: 'PUT',
    body: clusterBody(spec, existing),
    what: `${existing ? 'Updating' : 'Creating'} compute cluster ${spec.name}`,
  })

/** Changes how the cluster scales and nothing else, and waits until Azure says that it is done. */
export const scaleCluster = (workspace: Workspace, spec: ClusterSpec, deadline: Deadline) =>
  writeCluster(workspace, spec, deadline, {
    method: 'PATCH',
    body: scalingBody(spec),
    what: `Scaling compute cluster ${spec.name}`,
  })

interface Write {
  readonly method: 'PUT' | 'PATCH'
  readonly body: object
  readonly what: string
}

async function writeCluster(
  workspace: Workspace,
  spec: ClusterSpec,
  deadline: Deadline,
  { what, ...request }: Write,
): Promise<void> {
  const { session } = workspace
  const url = computeUrl(workspace, spec.name)
  try {
    const answer = await attempt(what, () => session.door.send('ResourceManager', { ...request, url }))
    const cluster = `Compute cluster ${spec.name}`
    await followOperation(session, answer, { what: cluster, ...operationEnd(deadline) })
  } catch (error) {
    throw withAdvice(error)
  }
}

/** A refusal that a cluster knows more about than any other resource. */
function withAdvice(error: unknown): unknown {
  const refusal = error instanceof TaskError ? asAzureError(error.cause) : undefined
  if (!(error instanceof TaskError) || !refusal || error.remedy !== undefined) return error
  const advice = adviceFor({ code: refusal.code, message: refusal.serviceMessage })
  return advice ? new TaskError(error.message, { ...advice, error: error.cause }) : error
}

/** Waits for a compute that somebody is creating or changing, then reads it; throws where it failed. */
export async function readyCompute(
  workspace: Workspace,
  name: string,
  deadline: Deadline,
): Promise<ComputeResource> {
  const compute = await settledCompute(workspace, name, deadline)
  const state = compute?.properties.provisioningState ?? 'Deleted'
  if (compute && state === 'Succeeded') return compute
  throw notReady(name, state, compute)
}

/** The compute once nothing goes on with it any more: it is ready, has failed, or is gone (undefined). */
export const settledCompute = (
  workspace: Workspace,
  name: string,
  deadline: Deadline,
): Promise<ComputeResource | undefined> =>
  awaitSettled(workspace.session, {
    what: `Compute ${name}`,
    deadline,
    look: () => findCompute(workspace, name),
    stateOf: ({ properties }) => properties.provisioningState,
  })

function notReady(name: string, state: string, compute: ComputeResource | undefined): TaskError {
  const errors = compute ? errorsOf(compute) : []
  const reasons = errors.map(reasonOf).join(' ')
  const advice = errors.map(adviceFor).find(found => found !== undefined)
  return new TaskError(`Compute ${name} is ${state}. ${reasons}`.trim(), {
    remedy: 'Look at the compute in the studio. If it failed for good, delete it there and run again.',
    ...advice,
  })
}

/** @internal */
const computeUrl = (workspace: Workspace, name: string): string =>
  resourceUrl(workspace.session, `${workspace.id}/computes/${name}`)
