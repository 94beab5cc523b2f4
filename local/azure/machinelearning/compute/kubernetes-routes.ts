import { badRequest } from '../../core/arm-errors.ts'
import type { ArmCall } from '../../core/arm-routes.ts'
import type { ErrorDetail } from '../../core/errors.ts'
import { armKey } from '../../core/ids.ts'
import { mfeUserError } from '../../core/mfe-errors.ts'
import type { World } from '../../core/world.ts'
import { refreshCluster } from '../../kubernetes/cluster/cluster-routes.ts'
import { azureMlExtension } from '../../kubernetes/extension/extension-document.ts'
import { refreshExtension } from '../../kubernetes/extension/extension-routes.ts'
import { endpointsOf } from '../endpoint/endpoint-document.ts'
import { computesOf } from './compute-document.ts'
import { refuseWhileBusy, startComputeOperation } from './compute-operations.ts'
import { checkComputeName } from './compute-rules.ts'
import { checkKubernetes, toKubernetes } from './kubernetes-body.ts'
import { type KubernetesCompute, kubernetesComputesOf, renderKubernetes } from './kubernetes-document.ts'

const clusterPattern = /\/providers\/Microsoft\.ContainerService\/managedClusters\/[^/]+$/i

/** Counts a read of what is going on with the attachment, so that its state moves on. */
export function refreshKubernetes(world: World, id: string): KubernetesCompute | undefined {
  if (!kubernetesComputesOf(world).has(id)) return undefined
  const operation = world.operations.running(id)
  if (operation) world.operations.read(operation.id)
  return kubernetesComputesOf(world).get(id)
}

export const isKubernetes = (body: unknown): boolean =>
  (body as { properties?: { computeType?: unknown } } | undefined)?.properties?.computeType === 'Kubernetes'

/** Attaches a cluster. Its namespace is not looked at: it is missed when a workload starts. */
export function putKubernetes(world: World, call: ArmCall): object {
  checkComputeName(call.params['name'] ?? '')
  checkKubernetes(call.body, world.mfe())
  const before = refreshKubernetes(world, call.id)
  if (computesOf(world).has(call.id))
    throw badRequest(`There is a compute '${call.params['name']}' of type AmlCompute already.`)
  refuseWhileBusy(world, call)
  const compute = toKubernetes(world, call, before)
  checkCluster(world, compute)
  kubernetesComputesOf(world).put(compute.id, compute)
  startComputeOperation(world, call, 'compute.attach', 'put', unusable(world, compute))
  void call.reply.status(201)
  return renderKubernetes(compute)
}

/** An attached cluster is only let go; endpoints on it have to be gone first. */
export function detachKubernetes(world: World, call: ArmCall, compute: KubernetesCompute, how: string): void {
  checkDetach(world, compute, how)
  refuseWhileBusy(world, call)
  change(world, compute.id, { provisioningState: 'Deleting' })
  startComputeOperation(world, call, 'compute.detach', 'delete')
  void call.reply.status(202)
}

/** What becomes of an attachment when an operation on it ends. */
export function defineKubernetesOperations(world: World): void {
  const fail = (id: string, { code, message }: ErrorDetail) =>
    change(world, id, { provisioningState: 'Failed', provisioningErrors: [{ error: { code, message } }] })
  world.operations.define('compute.attach', {
    dialect: 'compute',
    succeeded: ({ resourceId }) => change(world, resourceId, { provisioningState: 'Succeeded' }),
    failed: ({ resourceId }, error) => fail(resourceId, error),
  })
  world.operations.define('compute.detach', {
    dialect: 'compute',
    succeeded: ({ resourceId }) => void kubernetesComputesOf(world).delete(resourceId),
    failed: ({ resourceId }, error) => fail(resourceId, error),
  })
}

/** @throws 400 when there is no such cluster in the subscription */
function checkCluster(world: World, { resourceId }: KubernetesCompute): void {
  if (clusterPattern.test(resourceId) && refreshCluster(world, resourceId)) return
  throw mfeUserError(
    `The Kubernetes cluster '${resourceId}' cannot be found. Cannot found Kubernetes cluster.`,
    world.mfe(),
    'ClusterNotFound',
  )
}

function unusable(world: World, { resourceId }: KubernetesCompute): ErrorDetail | undefined {
  const extension = azureMlExtension(world, resourceId)
  const now = extension && refreshExtension(world, extension.id)
  if (now?.provisioningState === 'Succeeded') return undefined
  const state = now ? `is ${now.provisioningState}` : 'is not installed'
  return {
    code: 'ClusterServiceNotFound',
    message: `AzureML extension service not found in cluster. The extension Microsoft.AzureML.Kubernetes ${state}.`,
  }
}

function checkDetach(world: World, { name, id }: KubernetesCompute, how: string): void {
  if (how !== 'Detach')
    throw badRequest(
      `The attached compute '${name}' cannot be deleted, only detached (underlyingResourceAction=Detach).`,
    )
  const used = endpointsOf(world)
    .list()
    .find(({ compute }) => compute !== null && armKey(compute) === armKey(id))
  if (used)
    throw badRequest(
      `The compute '${name}' is in use by the online endpoint '${used.name}'. Delete the endpoint first.`,
    )
}

function change(world: World, id: string, fields: Partial<KubernetesCompute>): void {
  const compute = kubernetesComputesOf(world).get(id)
  if (compute) kubernetesComputesOf(world).put(id, { ...compute, ...fields })
}
