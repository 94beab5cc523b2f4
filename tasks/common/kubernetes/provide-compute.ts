import { TaskError } from '../errors.ts'
import { findCompute, readyCompute } from '../machinelearning/compute/cluster-resource.ts'
import { deadlineIn } from '../machinelearning/compute/deadline.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { clusterId, createCluster, findCluster, readyCluster, type AksCluster } from './aks-cluster.ts'
import { attachCluster } from './attach-compute.ts'
import { findExtension, installExtension, readyExtension } from './extension.ts'

/** The Kubernetes compute that is asked for, and the cluster to attach where the workspace does not have it. */
export interface KubernetesRequest {
  readonly computeName: string
  readonly cluster:
    | {
        readonly name: string
        readonly resourceGroup: string
        readonly location: string
        readonly create: boolean
      }
    | undefined
  readonly tags: Readonly<Record<string, string>>
}

export type KubernetesStep = 'create cluster' | 'install extension' | 'attach cluster'

/** What is there, and what must be made before the compute can serve. */
export interface KubernetesPlan {
  readonly steps: readonly KubernetesStep[]
}

const WAIT_IN_MINUTES = 20

/** Looks, decides, and writes nothing. Throws where what is there cannot be used. */
export async function planKubernetes(
  workspace: Workspace,
  request: KubernetesRequest,
): Promise<KubernetesPlan> {
  const isAttached = await isAttachedAlready(workspace, request)
  if (isAttached) return { steps: [] }
  const { cluster } = request
  if (!cluster) throw noCompute(request.computeName)
  const found = await findCluster(workspace.session, idOf(workspace, cluster))
  if (!found && !cluster.create) throw noCluster(cluster)
  const extension = found && (await findExtension(workspace.session, found))
  return {
    steps: [
      ...(found ? [] : (['create cluster'] as const)),
      ...(extension ? [] : (['install extension'] as const)),
      'attach cluster',
    ],
  }
}

/** Makes what the plan says. Each step finds what an earlier run began and goes on from there. Returns the ARM id. */
export async function provideKubernetes(
  workspace: Workspace,
  request: KubernetesRequest,
  { steps }: KubernetesPlan,
): Promise<string> {
  const { computeName, cluster, tags } = request
  if (cluster && steps.length > 0) {
    const id = idOf(workspace, cluster)
    if (steps.includes('create cluster')) await createCluster(workspace.session, id, cluster.location, tags)
    const ready = await readyCluster(workspace.session, id)
    await extend(workspace, ready)
    await attachCluster(workspace, computeName, ready.id)
  }
  const compute = await readyCompute(
    workspace,
    computeName,
    deadlineIn(workspace.session.clock, WAIT_IN_MINUTES),
  )
  return compute.id
}

async function extend({ session }: Workspace, cluster: AksCluster): Promise<void> {
  if (!(await findExtension(session, cluster))) await installExtension(session, cluster)
  await readyExtension(session, cluster)
}

async function isAttachedAlready(
  workspace: Workspace,
  { computeName, cluster }: KubernetesRequest,
): Promise<boolean> {
  const compute = await findCompute(workspace, computeName)
  if (!compute) return false
  const { computeType, resourceId, provisioningState } = compute.properties
  if (computeType !== 'Kubernetes') {
    throw new TaskError(`The compute ${computeName} is of type ${computeType}, not Kubernetes.`, {
      remedy: 'Name the Kubernetes compute to serve on, or another name to attach the cluster by.',
    })
  }
  const asked = cluster && idOf(workspace, cluster)
  if (asked && resourceId && resourceId.toLowerCase() !== asked.toLowerCase()) {
    throw new TaskError(`The compute ${computeName} is another cluster: ${resourceId}.`, {
      remedy: 'Choose another computeName for this cluster, or leave aksCluster blank.',
    })
  }
  return provisioningState !== 'Failed' || !cluster
}

const idOf = (
  { session }: Workspace,
  { resourceGroup, name }: NonNullable<KubernetesRequest['cluster']>,
): string => clusterId(session, resourceGroup, name)

const noCompute = (name: string): TaskError =>
  new TaskError(`The workspace has no compute ${name}.`, {
    remedy: 'Correct computeName, or name the AKS cluster to attach (aksCluster).',
  })

const noCluster = ({ name, resourceGroup }: NonNullable<KubernetesRequest['cluster']>): TaskError =>
  new TaskError(`Resource group ${resourceGroup} has no AKS cluster ${name}.`, {
    remedy: 'Correct aksCluster and aksResourceGroup, or set createCluster to have it created.',
  })
