import type { ErrorDetail } from '../../core/errors.ts'
import type { Progress } from '../../core/pace.ts'
import type { World } from '../../core/world.ts'
import type { Fields } from '../common/body.ts'
import type { SystemData } from '../common/system-data.ts'

export interface ScaleSettings {
  minNodeCount: number
  maxNodeCount: number
  /** ISO 8601 duration. */
  nodeIdleTimeBeforeScaleDown: string
}

/** The nodes that a cluster keeps: how many are to be, how many machines Azure gave, and how many of them are up. */
export interface NodeAllocation {
  target: number
  /** Machines given; fewer than `target` where Azure could not give more. */
  given: number
  /** Given, but broken. */
  unusable: number
  /** Given, and taken back by Azure: low-priority machines only. */
  preempted: number
  /** One state for each machine that comes up; pace `nodes`. */
  progress: Progress
  error: ErrorDetail | null
}

/** An AmlCompute cluster as stored. */
export interface ComputeDocument {
  id: string
  name: string
  location: string
  tags: Record<string, string> | null
  identity: Fields | null
  description: string | null
  disableLocalAuth: boolean
  provisioningState: 'Creating' | 'Updating' | 'Deleting' | 'Succeeded' | 'Failed'
  provisioningErrors: { error: { code: string; message: string } }[] | null
  createdOn: string
  modifiedOn: string
  /** Upper case, as the service returns it. */
  vmSize: string
  vmPriority: 'Dedicated' | 'LowPriority'
  scaleSettings: ScaleSettings
  subnet: { id: string } | null
  adminUserName: string | null
  remoteLoginPortPublicAccess: string
  osType: string
  isolatedNetwork: boolean
  enableNodePublicIp: boolean
  /** Undefined until the cluster is there for the first time. */
  nodes?: NodeAllocation
  systemData: SystemData
}

export const computesOf = (world: World) => world.store.collection<ComputeDocument>('computes')

/** Of the machines given, those that jobs can run on now. */
export const nodesUp = ({ nodes }: ComputeDocument): number =>
  nodes ? Math.min(nodes.given - nodes.unusable - nodes.preempted, nodes.progress.index) : 0

/** Nodes that are there now: those kept and those that jobs run on. */
export const nodeCount = (compute: ComputeDocument, running: number): number =>
  Math.max(compute.nodes?.given ?? 0, running)

/**
 * The resource as ARM answers it: what is not known yet is null, not absent.
 *
 * @param running nodes that jobs hold
 */
export function renderCompute(compute: ComputeDocument, running: number): object {
  const { id, name, location, tags, identity, systemData } = compute
  return {
    id,
    name,
    type: 'Microsoft.MachineLearningServices/workspaces/computes',
    location,
    tags,
    ...(identity && { identity }),
    properties: {
      createdOn: compute.createdOn,
      modifiedOn: compute.modifiedOn,
      disableLocalAuth: compute.disableLocalAuth,
      description: compute.description,
      resourceId: null,
      computeType: 'AmlCompute',
      computeLocation: location,
      provisioningState: compute.provisioningState,
      provisioningErrors: compute.provisioningErrors,
      isAttachedCompute: false,
      properties: { ...definitionOf(compute), ...nodesOf(compute, running) },
    },
    systemData,
  }
}

const definitionOf = (compute: ComputeDocument) => ({
  vmSize: compute.vmSize,
  vmPriority: compute.vmPriority,
  scaleSettings: compute.scaleSettings,
  subnet: compute.subnet,
  userAccountCredentials: compute.adminUserName
    ? { adminUserName: compute.adminUserName, adminUserSshPublicKey: null, adminUserPassword: null }
    : null,
  remoteLoginPortPublicAccess: compute.remoteLoginPortPublicAccess,
  osType: compute.osType,
  virtualMachineImage: null,
  isolatedNetwork: compute.isolatedNetwork,
  enableNodePublicIp: compute.enableNodePublicIp,
  errors: compute.nodes?.error ? [{ error: compute.nodes.error }] : null,
})

function nodesOf(compute: ComputeDocument, running: number) {
  if (compute.provisioningState === 'Creating') {
    return { currentNodeCount: null, targetNodeCount: null, nodeStateCounts: null, allocationState: null }
  }
  const nodes = nodeCount(compute, running)
  const up = Math.max(nodesUp(compute), running)
  const { unusable = 0, preempted = 0 } = compute.nodes ?? {}
  const preparing = Math.max(0, nodes - up - unusable - preempted)
  return {
    currentNodeCount: nodes,
    targetNodeCount: Math.max(compute.nodes?.target ?? 0, running),
    nodeStateCounts: {
      preparingNodeCount: preparing,
      runningNodeCount: running,
      idleNodeCount: up - running,
      unusableNodeCount: unusable,
      leavingNodeCount: 0,
      preemptedNodeCount: preempted,
    },
    allocationState: preparing > 0 ? 'Resizing' : 'Steady',
    allocationStateTransitionTime: compute.modifiedOn,
    propertyBag: {},
  }
}
