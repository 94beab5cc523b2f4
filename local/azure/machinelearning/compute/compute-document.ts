import type { World } from '../../core/world.ts'
import type { Fields } from '../common/body.ts'
import type { SystemData } from '../common/system-data.ts'

export interface ScaleSettings {
  minNodeCount: number
  maxNodeCount: number
  /** ISO 8601 duration. */
  nodeIdleTimeBeforeScaleDown: string
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
  systemData: SystemData
}

export const computesOf = (world: World) => world.store.collection<ComputeDocument>('computes')

/** Nodes that exist now: those that jobs run on, but never fewer than the minimum. */
export const nodeCount = ({ scaleSettings }: ComputeDocument, running: number): number =>
  Math.max(scaleSettings.minNodeCount, running)

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
  errors: null,
})

function nodesOf(compute: ComputeDocument, running: number) {
  if (compute.provisioningState === 'Creating') {
    return { currentNodeCount: null, targetNodeCount: null, nodeStateCounts: null, allocationState: null }
  }
  const nodes = nodeCount(compute, running)
  return {
    currentNodeCount: nodes,
    targetNodeCount: nodes,
    nodeStateCounts: {
      preparingNodeCount: 0,
      runningNodeCount: running,
      idleNodeCount: nodes - running,
      unusableNodeCount: 0,
      leavingNodeCount: 0,
      preemptedNodeCount: 0,
    },
    allocationState: 'Steady',
    allocationStateTransitionTime: compute.modifiedOn,
    propertyBag: {},
  }
}
