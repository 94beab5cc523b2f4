import { asAzureError, attempt } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import { TaskError } from '../../errors.ts'
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
 * outputs; the nodes' own identity (kubelet) pulls images. What cannot be known yet is told.
 */
export async function neededRoles(
  workspace: Workspace,
  cluster: AksCluster,
  compute: KubernetesCompute,
): Promise<Need[]> {
  const { registry, pull, storage } = await resourcesOf(workspace)
  const own = { who: `the identity of compute ${compute.name}`, principalId: principalOf(compute) }
  const nodes = { who: `the nodes of AKS cluster ${cluster.name}`, principalId: nodesOf(cluster) }
  const { log } = workspace.session
  if (registry === undefined)
    log.warning(
      `Workspace ${workspace.name} has no container registry before its first image, so no role on it could be granted. Run this step once more when it has one: without the role ${pull}, workloads on compute ${compute.name} cannot pull their images.`,
    )
  for (const { who, principalId } of [own, nodes])
    if (principalId === undefined)
      log.warning(`Azure tells no principal of ${who}: its roles were not checked.`)
  return [
    { ...own, role: pull, scope: registry },
    { ...own, role: 'Storage Blob Data Contributor' as const, scope: storage },
    { ...nodes, role: pull, scope: registry },
  ].flatMap(({ who, principalId, role, scope }) =>
    principalId && scope ? [{ who, principalId, role, scope }] : [],
  )
}

interface Resources {
  /** ARM id; undefined before the first image. */
  readonly registry: string | undefined
  readonly pull: NeededRole
  readonly storage: string | undefined
}

async function resourcesOf(workspace: Workspace): Promise<Resources> {
  const { session, id, name } = workspace
  const url = resourceUrl(session, id)
  const { body } = await attempt(`Reading workspace ${name}`, () =>
    session.door.send<WorkspaceResources>('ResourceManager', { method: 'GET', url }),
  )
  const { containerRegistry, storageAccount } = body.properties
  return {
    registry: containerRegistry || undefined,
    pull: containerRegistry ? await pullingRole(workspace, containerRegistry) : 'AcrPull',
    storage: storageAccount || undefined,
  }
}

/** A registry that grants by repository honours AcrPull no more. One that may not be read is taken for the usual kind. */
async function pullingRole(workspace: Workspace, registry: string): Promise<NeededRole> {
  try {
    const { isAbac } = await openRegistry(workspace, registry)
    return isAbac ? 'Container Registry Repository Reader' : 'AcrPull'
  } catch (error) {
    if (!(error instanceof TaskError) || asAzureError(error.cause)?.status !== 403) throw error
    workspace.session.log.warning(
      `The service connection may not read container registry ${registry.split('/').at(-1) ?? registry}. It is taken for one that grants as a whole; one that grants by repository wants Container Registry Repository Reader instead of AcrPull.`,
    )
    return 'AcrPull'
  }
}

const nodesOf = ({ properties }: AksCluster): string | undefined =>
  properties.identityProfile?.['kubeletidentity']?.objectId

function principalOf({ identity }: KubernetesCompute): string | undefined {
  const [named] = Object.values(identity?.userAssignedIdentities ?? {})
  return named?.principalId ?? identity?.principalId ?? undefined
}
