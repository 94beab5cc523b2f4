import { attempt } from '../../azure/attempt.ts'
import { followOperation } from '../../azure/operation-poller.ts'
import { operationEnd, type Deadline } from '../../machinelearning/compute/deadline.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import { attachmentUrl, type KubernetesCompute } from './attachment.ts'
import { DEFAULT_NAMESPACE, SYSTEM_ASSIGNED, type AttachmentSpec } from './attachment-spec.ts'

type Tags = Readonly<Record<string, string>>

export interface Attachment {
  readonly workspace: Workspace
  readonly name: string
  /** ARM id. */
  readonly cluster: string
  readonly deadline: Deadline
}

/** Attaches the cluster, or writes anew what the compute has, with all of it that nobody spoke of. */
export async function putAttachment(
  attachment: Attachment,
  spec: AttachmentSpec,
  tags: Tags,
  existing?: KubernetesCompute,
): Promise<void> {
  const { workspace, name, deadline } = attachment
  const { session } = workspace
  const url = attachmentUrl(workspace, name)
  const body = attachmentBody(attachment, spec, tags, existing)
  const answer = await attempt(`Attaching the cluster as compute ${name}`, () =>
    session.door.send('ResourceManager', { method: 'PUT', url, body }),
  )
  await followOperation(session, answer, { what: `Compute ${name}`, ...operationEnd(deadline) })
}

function attachmentBody(
  { workspace, cluster }: Attachment,
  spec: AttachmentSpec,
  tags: Tags,
  existing: KubernetesCompute | undefined,
): object {
  const { properties: own, description: told, resourceId } = existing?.properties ?? {}
  const description = spec.description ?? told
  const defaultInstanceType = spec.defaultInstanceType ?? own?.defaultInstanceType
  const instanceTypes = spec.instanceTypes ?? own?.instanceTypes
  return {
    location: workspace.location,
    tags: { ...existing?.tags, ...tags },
    identity: identityOf(spec, existing),
    properties: {
      computeType: 'Kubernetes',
      resourceId: resourceId ?? cluster,
      ...(description && { description }),
      properties: {
        namespace: spec.namespace ?? own?.namespace ?? DEFAULT_NAMESPACE,
        ...(defaultInstanceType && { defaultInstanceType }),
        ...(instanceTypes && { instanceTypes }),
      },
    },
  }
}

function identityOf({ identity }: AttachmentSpec, existing: KubernetesCompute | undefined): object {
  const [there] = Object.keys(existing?.identity?.userAssignedIdentities ?? {})
  const id = identity ?? there
  return id && id !== SYSTEM_ASSIGNED
    ? { type: 'UserAssigned', userAssignedIdentities: { [id]: {} } }
    : { type: 'SystemAssigned' }
}
