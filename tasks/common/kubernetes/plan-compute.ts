import { TaskError } from '../errors.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { attachmentDifferences } from './attachment/attachment-differences.ts'
import { readableAttachment } from './attachment/attachment-spec.ts'
import { clusterDifferences } from './cluster/cluster-differences.ts'
import { readableCluster, type PlacedCluster } from './cluster/cluster-spec.ts'
import type { Difference } from './difference.ts'
import { checkServes } from './extension/explain-extension.ts'
import { extensionDifferences } from './extension/extension-differences.ts'
import { readableExtension } from './extension/extension-spec.ts'
import type { Repair } from './extension/provide-extension.ts'
import { findAsked, lookAround, type Surroundings } from './look-around.ts'
import { checkGrowth, checkNodes } from './region/check-nodes.ts'
import type { ClusterRequest, KubernetesRequest } from './request.ts'

export type KubernetesStep =
  | 'create cluster'
  | 'await cluster'
  | 'update cluster'
  | 'install extension'
  | 'await extension'
  | 'repair extension'
  | 'update extension'
  | 'attach cluster'
  | 'await compute'
  | 'update compute'
  | 'check roles'

/** What is to be made, mended or changed before the compute can serve. */
export interface KubernetesPlan {
  readonly steps: readonly KubernetesStep[]
  /** A sentence for each part, as `AKS cluster aks-chd: is created, ...`. */
  readonly lines: readonly string[]
  readonly differences: readonly Difference[]
  readonly isAttached: boolean
  readonly repair: Repair
}

/** Looks, decides, and writes nothing. Throws where what is there, or the region, cannot give what is asked for. */
export async function planKubernetes(
  workspace: Workspace,
  request: KubernetesRequest,
): Promise<KubernetesPlan> {
  const { computeName, cluster, whenExists } = request
  const compute = await findAsked(workspace, request)
  if (compute && whenExists === 'fail') throw existsAlready(computeName)
  if (!cluster && !compute) throw noCompute(computeName)
  if (!cluster || (compute && request.attachedIsEnough)) return TAKEN
  const around = await lookAround(workspace, cluster, compute)
  const differences = differencesOf(request, cluster, around)
  checkExtension(request, around, differences)
  if (whenExists === 'update') refuseLasting(differences)
  const plan = decide(workspace, request, cluster, around, differences)
  await checkRegion(workspace, request, cluster, around, plan)
  return plan
}

const TAKEN: KubernetesPlan = {
  steps: [],
  lines: [],
  differences: [],
  isAttached: true,
  repair: { isSafe: false, otherwise: '' },
}

function differencesOf(
  { extension, attachment, tags }: KubernetesRequest,
  cluster: ClusterRequest,
  around: Surroundings,
): Difference[] {
  return [
    ...(around.cluster ? clusterDifferences(cluster.spec, tags, around.cluster) : []),
    ...(around.extension?.properties.provisioningState === 'Succeeded'
      ? extensionDifferences(extension, around.extension)
      : []),
    ...(around.compute ? attachmentDifferences(attachment, tags, around.compute) : []),
  ]
}

function decide(
  workspace: Workspace,
  request: KubernetesRequest,
  cluster: ClusterRequest,
  around: Surroundings,
  differences: readonly Difference[],
): KubernetesPlan {
  const isChanged = (of: Difference['of']): boolean =>
    request.whenExists === 'update' && differences.some(one => one.of === of && one.change === 'in place')
  const parts: readonly Part[] = [
    {
      title: `AKS cluster ${cluster.name}`,
      step: clusterStep(around) ?? (isChanged('cluster') ? 'update cluster' : undefined),
      made: readableCluster(placed(workspace, cluster)),
    },
    {
      title: 'AzureML extension',
      step: extensionStep(around) ?? (isChanged('extension') ? 'update extension' : undefined),
      made: readableExtension(request.extension),
    },
    {
      title: `Compute ${request.computeName}`,
      step: computeStep(around) ?? (isChanged('compute') ? 'update compute' : undefined),
      made: readableAttachment(request.attachment),
    },
    { title: 'Roles', step: 'check roles', made: '' },
  ]
  return {
    steps: parts.flatMap(({ step }) => step ?? []),
    lines: parts.map(lineOf),
    differences,
    isAttached: around.compute !== undefined,
    repair: around.repair,
  }
}

/** An extension that is there and does not serve is refused before the first write, unless this run changes that. */
function checkExtension(
  { whenExists, extension: asked }: KubernetesRequest,
  { cluster, extension }: Surroundings,
  differences: readonly Difference[],
): void {
  if (!cluster || extension?.properties.provisioningState !== 'Succeeded') return
  const isChanged = differences.some(
    ({ of, field }) => of === 'extension' && /^enableInference$/i.test(field),
  )
  if (whenExists !== 'update' || !isChanged) checkServes(cluster.id, extension, asked)
}

interface Part {
  readonly title: string
  readonly step: KubernetesStep | undefined
  /** How it is made where it is not there. */
  readonly made: string
}

function clusterStep({ cluster }: Surroundings): KubernetesStep | undefined {
  if (!cluster) return 'create cluster'
  return cluster.properties.provisioningState === 'Succeeded' ? undefined : 'await cluster'
}

function computeStep({ compute }: Surroundings): KubernetesStep | undefined {
  if (!compute) return 'attach cluster'
  return compute.properties.provisioningState === 'Succeeded' ? undefined : 'await compute'
}

function extensionStep({ extension }: Surroundings): KubernetesStep | undefined {
  const state = extension?.properties.provisioningState
  if (!extension || state === 'Deleting') return 'install extension'
  if (state === 'Succeeded') return undefined
  return state === 'Failed' || state === 'Canceled' ? 'repair extension' : 'await extension'
}

const WORDS: Readonly<Record<KubernetesStep, string>> = {
  'create cluster': 'is created',
  'await cluster': 'is waited for: somebody works on it',
  'update cluster': 'is changed',
  'install extension': 'is installed',
  'await extension': 'is waited for: somebody works on it',
  'repair extension': 'has failed, and is installed once more',
  'update extension': 'is changed',
  'attach cluster': 'is attached',
  'await compute': 'is waited for: somebody works on it',
  'update compute': 'is changed',
  'check roles': 'are checked, and granted where they are missing and the connection may',
}

function lineOf({ title, step, made }: Part): string {
  if (!step) return `${title}: is there, and stays as it is.`
  const isMade = ['create cluster', 'install extension', 'repair extension', 'attach cluster'].includes(step)
  return `${title}: ${WORDS[step]}${isMade ? ` (${made})` : ''}.`
}

/** Quota and sizes are asked before a cluster is, and before one grows. */
async function checkRegion(
  workspace: Workspace,
  request: KubernetesRequest,
  cluster: ClusterRequest,
  around: Surroundings,
  { steps }: KubernetesPlan,
): Promise<void> {
  const { session } = workspace
  if (!around.cluster) return checkNodes(session, placed(workspace, cluster), request.checkQuota)
  const isScaled = cluster.spec.nodeCount !== undefined || cluster.spec.autoscaler !== undefined
  if (steps.includes('update cluster') && isScaled && request.checkQuota)
    await checkGrowth(session, cluster.spec, around.cluster)
}

export const placed = ({ location }: Workspace, { spec }: ClusterRequest): PlacedCluster => ({
  ...spec,
  location: spec.location ?? location,
})

function refuseLasting(differences: readonly Difference[]): void {
  const lasting = differences.filter(({ change }) => change === 'never')
  if (lasting.length === 0) return
  const told = lasting.map(({ of, field, is, asked }) => `${of}: ${field} is ${is}, asked for ${asked}`)
  throw new TaskError(`What is there differs in what this task cannot change: ${told.join('; ')}.`, {
    cause: 'These are decided when a cluster is created, or a compute attached.',
    remedy: lasting.some(({ of }) => of === 'cluster')
      ? "Name another aksCluster (and computeName) to have a new one, ask for what is there, or set whenExists to 'reuse'."
      : "Attach the cluster by another computeName, detach this one first (az ml compute detach), or set whenExists to 'reuse'.",
  })
}

const existsAlready = (name: string): TaskError =>
  new TaskError(`The compute ${name} exists already.`, {
    remedy: "Choose another name, or set whenExists to 'reuse' or 'update'.",
  })

const noCompute = (name: string): TaskError =>
  new TaskError(`The workspace has no compute ${name}.`, {
    remedy: 'Correct computeName, or name the AKS cluster to attach (aksCluster).',
  })
