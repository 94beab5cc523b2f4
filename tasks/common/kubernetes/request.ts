import { DEFAULT_ATTACHMENT, type AttachmentSpec } from './attachment/attachment-spec.ts'
import type { ClusterSpec } from './cluster/cluster-spec.ts'
import { DEFAULT_EXTENSION, type ExtensionSpec } from './extension/extension-spec.ts'

/** Where the cluster to attach is, and whether it may be made there. */
export interface ClusterRequest {
  readonly name: string
  readonly resourceGroup: string
  readonly create: boolean
  readonly spec: ClusterSpec
}

/** The Kubernetes compute that is asked for, and the cluster to attach where the workspace does not have it. */
export interface KubernetesRequest {
  readonly computeName: string
  readonly cluster: ClusterRequest | undefined
  readonly extension: ExtensionSpec
  readonly attachment: AttachmentSpec
  readonly tags: Readonly<Record<string, string>>
  readonly whenExists: 'reuse' | 'update' | 'fail'
  readonly checkQuota: boolean
  /** True: a compute that is attached is taken without a look at its cluster, extension and roles. */
  readonly attachedIsEnough: boolean
  /** For each step, where its own deadline is shorter. */
  readonly waitTimeoutInMinutes: number
}

/** The shortcut: a compute by name, or a cluster with defaults only. */
export interface ShortRequest {
  readonly computeName: string
  readonly cluster:
    | {
        readonly name: string
        readonly resourceGroup: string
        readonly location: string | undefined
        readonly create: boolean
      }
    | undefined
  readonly tags: Readonly<Record<string, string>>
}

export const withDefaults = ({ computeName, cluster, tags }: ShortRequest): KubernetesRequest => ({
  computeName,
  cluster: cluster && {
    name: cluster.name,
    resourceGroup: cluster.resourceGroup,
    create: cluster.create,
    spec: {
      location: cluster.location,
      nodeSize: undefined,
      nodeCount: undefined,
      autoscaler: undefined,
      zones: [],
      privateCluster: false,
      identity: undefined,
    },
  },
  extension: DEFAULT_EXTENSION,
  attachment: DEFAULT_ATTACHMENT,
  tags,
  whenExists: 'reuse',
  checkQuota: true,
  attachedIsEnough: true,
  waitTimeoutInMinutes: 0,
})
