import { attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import { openRegistry } from '../../registry/open-registry.ts'
import type { KubernetesCompute } from '../attachment/attachment.ts'
import type { AksCluster } from '../cluster/aks-cluster.ts'
import type { NeededRole } from './role-definitions.ts'

/** A role that an identity must have over a resource. */
export interface Need {
  /** A noun phrase, as `the identity of compute k8s`. */
  readonly who: string
  readonly principalId: string
  readonly role: NeededRole
  /** ARM id. */
  readonly scope: string
}

interface WorkspaceResources {
  readonly properties: {
    readonly containerRegistry?: string | null
    readonly storageAccount?: string | null
  }
}

/**
 * What must be granted so that workloads run: the compute's identity pulls images, mounts the storage and writes
 * outputs; the nodes' own identity (kubelet) pulls images. A workspace has no registry before its first image.
 */
export async function neededRoles(
  workspace: Workspace,
  cluster: AksCluster,
  compute: KubernetesCompute,
): Promise<Need[]> {
  const { registry, pull, storage } = await resourcesOf(workspace)
  const computeId = principalOf(compute)
  const nodesId = cluster.properties.identityProfile?.['kubeletidentity']?.objectId
  const own = { who: `the identity of compute ${compute.name}`, principalId: computeId }
  const nodes = { who: `the nodes of AKS cluster ${cluster.name}`, principalId: nodesId }
  return [
    { ...own, role: pull, scope: registry },
    { ...own, role: 'Storage Blob Data Contributor' as const, scope: storage },
    { ...nodes, role: pull, scope: registry },
  ].flatMap(({ who, principalId, role, scope }) =>
    principalId && scope ? [{ who, principalId, role, scope }] : [],
  )
}

/** A registry that grants by repository honours AcrPull no more. */
async function resourcesOf(
  workspace: Workspace,
): Promise<{ registry: string | undefined; pull: NeededRole; storage: string | undefined }> {
  const { session, id, name } = workspace
  const url = resourceUrl(session, id)
  const { body } = await attempt(`Reading workspace ${name}`, () =>
    session.door.send<WorkspaceResources>('ResourceManager', { method: 'GET', url }),
  )
  const { containerRegistry, storageAccount } = body.properties
  const registry = containerRegistry ? await openRegistry(workspace, containerRegistry) : undefined
  return {
    registry: registry?.id,
    pull: registry?.isAbac ? 'Container Registry Repository Reader' : 'AcrPull',
    storage: storageAccount ?? undefined,
  }
}

function principalOf({ identity }: KubernetesCompute): string | undefined {
  const [named] = Object.values(identity?.userAssignedIdentities ?? {})
  return named?.principalId ?? identity?.principalId ?? undefined
}
