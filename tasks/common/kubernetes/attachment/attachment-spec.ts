import type { InstanceType } from './attachment.ts'

/** The compute as which a cluster is attached, as a user asks for it; undefined: nobody spoke of it. */
export interface AttachmentSpec {
  readonly namespace: string | undefined
  readonly description: string | undefined
  /** ARM id of the one user-assigned identity, or SYSTEM_ASSIGNED, which a compute has of which nobody spoke. */
  readonly identity: string | undefined
  readonly instanceTypes: Readonly<Record<string, InstanceType>> | undefined
  readonly defaultInstanceType: string | undefined
}

export const SYSTEM_ASSIGNED = 'system_assigned'

export const DEFAULT_ATTACHMENT: AttachmentSpec = {
  namespace: undefined,
  description: undefined,
  identity: undefined,
  instanceTypes: undefined,
  defaultInstanceType: undefined,
}

/** Kubernetes' own. */
export const DEFAULT_NAMESPACE = 'default'

export function readableAttachment({ namespace, identity, instanceTypes }: AttachmentSpec): string {
  const isNamed = identity !== undefined && identity !== SYSTEM_ASSIGNED
  const who = isNamed ? `identity ${identity.split('/').at(-1) ?? identity}` : 'system-assigned identity'
  const types = Object.keys(instanceTypes ?? {})
  return [
    `namespace ${namespace ?? DEFAULT_NAMESPACE}`,
    who,
    ...(types.length > 0 ? [`instance types ${types.join(', ')}`] : []),
  ].join(', ')
}
