/** An AmlCompute cluster as a user describes it. Sizes are compared without regard to case: Azure upper-cases them. */
export interface ClusterSpec {
  readonly name: string
  readonly size: string
  readonly location: string
  readonly tier: 'dedicated' | 'low_priority'
  readonly minInstances: number
  readonly maxInstances: number
  /** Seconds. */
  readonly idleTimeBeforeScaleDown: number
  /** ARM id. */
  readonly subnet: string | undefined
  readonly enableNodePublicIp: boolean
  /** Undefined: none, and of no interest on a cluster that exists. */
  readonly identityType: IdentityType | undefined
  /** ARM ids. */
  readonly userAssignedIdentities: readonly string[]
  /** Whether the public SSH port is open; undefined: closed, and of no interest on a cluster that exists. */
  readonly sshPublicAccess?: boolean | undefined
  readonly sshAccount?: SshAccount | undefined
  readonly description: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

export type IdentityType = 'none' | 'system_assigned' | 'user_assigned' | 'system_and_user_assigned'

/** The administrator of the nodes. */
export interface SshAccount {
  readonly adminUserName: string
  readonly publicKey: string | undefined
  readonly password: string | undefined
}

/** The parts of a compute resource that this extension reads. */
export interface ComputeResource {
  readonly id: string
  readonly name: string
  readonly location?: string
  readonly tags?: Readonly<Record<string, string>> | null
  readonly identity?: ClusterIdentity | null
  readonly properties: {
    readonly computeType: string
    /** The region of the nodes; that of the resource itself is the workspace's. */
    readonly computeLocation?: string | null
    readonly description?: string | null
    readonly disableLocalAuth?: boolean | null
    /** ARM id of the cluster that was attached. */
    readonly resourceId?: string | null
    readonly provisioningState?: string
    readonly provisioningErrors?: readonly { readonly error?: ServiceError }[] | null
    readonly properties?: AmlComputeProperties | null
  }
}

interface ClusterIdentity {
  readonly type?: string
  readonly userAssignedIdentities?: Readonly<Record<string, unknown>> | null
}

export interface AmlComputeProperties {
  readonly vmSize?: string | null
  readonly vmPriority?: string | null
  readonly scaleSettings?: ScaleSettings | null
  readonly subnet?: { readonly id?: string } | null
  readonly enableNodePublicIp?: boolean | null
  readonly remoteLoginPortPublicAccess?: string | null
  readonly userAccountCredentials?: AccountSeen | null
  readonly osType?: string | null
  readonly isolatedNetwork?: boolean | null
  readonly virtualMachineImage?: { readonly id: string } | null
  /** What Azure says of nodes that it could not give; the cluster's own state may well be Succeeded. */
  readonly errors?: readonly { readonly error?: ServiceError }[] | null
  readonly currentNodeCount?: number | null
  readonly targetNodeCount?: number | null
  readonly nodeStateCounts?: NodeStateCounts | null
  readonly allocationState?: string | null
}

/** Azure tells the name of the account; of key and password as much as it likes. */
interface AccountSeen {
  readonly adminUserName?: string | null
  readonly adminUserSshPublicKey?: string | null
  readonly adminUserPassword?: string | null
}

export interface NodeStateCounts {
  readonly preparingNodeCount?: number
  readonly runningNodeCount?: number
  readonly idleNodeCount?: number
  readonly unusableNodeCount?: number
  readonly leavingNodeCount?: number
  readonly preemptedNodeCount?: number
}

interface ScaleSettings {
  readonly minNodeCount?: number
  readonly maxNodeCount: number
  readonly nodeIdleTimeBeforeScaleDown?: string
}

export interface ServiceError {
  readonly code?: string
  readonly message?: string
}
