import { TaskError } from '../errors.ts'
import { isSettled } from '../machinelearning/endpoint/endpoint.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { nearest } from '../text/nearest.ts'
import { attachmentsOf, findAttachment, isOn, type KubernetesCompute } from './attachment/attachment.ts'
import { clusterId, clusterNames, findCluster, type AksCluster } from './cluster/aks-cluster.ts'
import { fitCluster } from './cluster/explain-cluster.ts'
import { failedExtension } from './extension/explain-extension.ts'
import { findExtension, type ClusterExtension } from './extension/extension.ts'
import type { Repair } from './extension/provide-extension.ts'
import type { ClusterRequest, KubernetesRequest } from './request.ts'

/** What there is of the compute, its cluster and the extension. A cluster that is being deleted counts as none. */
export interface Surroundings {
  readonly compute: KubernetesCompute | undefined
  readonly cluster: AksCluster | undefined
  readonly extension: ClusterExtension | undefined
  readonly repair: Repair
}

/** The compute of this name, where it is what was asked for. One that goes, or failed, counts as none. */
export async function findAsked(
  workspace: Workspace,
  { computeName, cluster }: KubernetesRequest,
): Promise<KubernetesCompute | undefined> {
  const compute = await findAttachment(workspace, computeName)
  if (!compute) return undefined
  const { computeType, resourceId, provisioningState = '' } = compute.properties
  if (computeType !== 'Kubernetes') {
    throw new TaskError(`The compute ${computeName} is of type ${computeType}, not Kubernetes.`, {
      remedy: 'Name the Kubernetes compute to serve on, or another name to attach the cluster by.',
    })
  }
  if (cluster && resourceId && !isOn(idOf(workspace, cluster), resourceId)) {
    throw new TaskError(`The compute ${computeName} is another cluster: ${resourceId}.`, {
      remedy: 'Choose another computeName for this cluster, or leave aksCluster blank.',
    })
  }
  const isLost = provisioningState === 'Deleting' || (isBroken(provisioningState) && cluster !== undefined)
  return isLost ? undefined : compute
}

/** Reads what is there. Throws where it can neither be used nor mended, so that nothing is written in vain. */
export async function lookAround(
  workspace: Workspace,
  request: ClusterRequest,
  compute: KubernetesCompute | undefined,
): Promise<Surroundings> {
  const { session } = workspace
  const id = idOf(workspace, request)
  const found = await findCluster(session, id)
  const isGoing = found?.properties.provisioningState === 'Deleting'
  const cluster = isGoing ? undefined : found
  if (isGoing && !request.create) throw goingCluster(request)
  if (!cluster && !request.create) throw noCluster(request, await clusterNames(session, id))
  if (cluster && isSettled(cluster.properties.provisioningState)) fitCluster(cluster)
  const extension = cluster && (await findExtension(session, cluster))
  const repair = await repairOf(workspace, id, extension)
  if (extension && isBroken(extension.properties.provisioningState) && !repair.isSafe)
    throw failedExtension(id, extension, repair.otherwise)
  return { compute, cluster, extension, repair }
}

/** A failed extension is left alone where a compute of the workspace is on the cluster: services may run there. */
async function repairOf(
  workspace: Workspace,
  id: string,
  extension: ClusterExtension | undefined,
): Promise<Repair> {
  if (!extension) return { isSafe: true, otherwise: 'Run again.' }
  const where = `--cluster-type managedClusters --cluster-name ${nameIn(id)} --resource-group ${groupIn(id)} --name ${extension.name}`
  const users = await attachmentsOf(workspace, id)
  const running = users
    .filter(({ properties }) => !isBroken(properties.provisioningState))
    .map(({ name }) => name)
  return {
    isSafe: running.length === 0,
    otherwise: `It is not installed anew, because ${running.join(', ')} may serve through it. Correct the setting that it names: az k8s-extension update ${where} --configuration-settings NAME=VALUE. Or, when nothing serves through it: az k8s-extension delete ${where}. Then run again.`,
  }
}

const isBroken = (state: string | undefined): boolean => state === 'Failed' || state === 'Canceled'

export const idOf = ({ session }: Workspace, { resourceGroup, name }: ClusterRequest): string =>
  clusterId(session, resourceGroup, name)

const nameIn = (id: string): string => id.slice(id.lastIndexOf('/') + 1)
const groupIn = (id: string): string => id.split('/')[4] ?? ''

const goingCluster = ({ name }: ClusterRequest): TaskError =>
  new TaskError(`AKS cluster ${name} is being deleted.`, {
    remedy: 'Name another aksCluster, or set createCluster to have it created once more when it is gone.',
  })

function noCluster({ name, resourceGroup }: ClusterRequest, others: readonly string[]): TaskError {
  const guess = nearest(name, others)
  return new TaskError(`Resource group ${resourceGroup} has no AKS cluster ${name}.`, {
    ...(guess && { cause: `Did you mean ${guess}?` }),
    remedy: 'Correct aksCluster and aksResourceGroup, or set createCluster to have it created.',
  })
}
