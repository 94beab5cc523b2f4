import { attempt, orNotFound } from '../../azure/attempt.ts'
import { listAll } from '../../azure/list-all.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'

/** How much of a node a workload of this type gets, and on which nodes. Quantities as Kubernetes writes them. */
export interface InstanceType {
  readonly nodeSelector?: Readonly<Record<string, string>> | null
  readonly resources?: {
    readonly requests?: Readonly<Record<string, string | null>> | null
    readonly limits?: Readonly<Record<string, string | null>> | null
  } | null
}

/** The parts of a compute that matter where it is a Kubernetes cluster. */
export interface KubernetesCompute {
  readonly id: string
  readonly name: string
  readonly tags?: Readonly<Record<string, string>> | null
  readonly identity?: {
    readonly type?: string
    readonly principalId?: string | null
    readonly userAssignedIdentities?: Readonly<
      Record<string, { readonly principalId?: string | null } | null>
    > | null
  } | null
  readonly properties: {
    readonly computeType: string
    readonly resourceId?: string | null
    readonly description?: string | null
    readonly provisioningState?: string
    readonly provisioningErrors?:
      | readonly {
          readonly error?: { readonly code?: string; readonly message?: string }
        }[]
      | null
    readonly properties?: {
      readonly namespace?: string | null
      readonly defaultInstanceType?: string | null
      readonly instanceTypes?: Readonly<Record<string, InstanceType>> | null
    } | null
  }
}

export async function findAttachment(
  workspace: Workspace,
  name: string,
): Promise<KubernetesCompute | undefined> {
  const { session } = workspace
  const url = attachmentUrl(workspace, name)
  const found = await attempt(`Reading compute ${name}`, () =>
    orNotFound(() => session.door.send<KubernetesCompute>('ResourceManager', { method: 'GET', url })),
  )
  return found?.body
}

/** The computes of the workspace on this cluster. */
export async function attachmentsOf(workspace: Workspace, clusterId: string): Promise<KubernetesCompute[]> {
  const { session } = workspace
  const all = await attempt('Listing the computes of the workspace', () =>
    listAll<KubernetesCompute>(session, resourceUrl(session, `${workspace.id}/computes`)),
  )
  return all.filter(({ properties }) => isOn(clusterId, properties.resourceId))
}

export const isOn = (clusterId: string, resourceId: string | null | undefined): boolean =>
  resourceId?.toLowerCase() === clusterId.toLowerCase()

export const attachmentUrl = (workspace: Workspace, name: string): string =>
  resourceUrl(workspace.session, `${workspace.id}/computes/${name}`)
