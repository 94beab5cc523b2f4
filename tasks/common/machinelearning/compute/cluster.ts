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
  readonly subnet: string | undefined
  readonly enableNodePublicIp: boolean
  readonly identityType: 'none' | 'system_assigned' | 'user_assigned'
  readonly userAssignedIdentities: readonly string[]
  readonly description: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

/** The parts of a compute resource that this extension reads. */
export interface ComputeResource {
  readonly id: string
  readonly name: string
  readonly location?: string
  readonly identity?: { readonly type?: string } | null
  readonly properties: {
    readonly computeType: string
    /** ARM id of the cluster that was attached. */
    readonly resourceId?: string | null
    readonly provisioningState?: string
    readonly provisioningErrors?: readonly { readonly error?: ServiceError }[] | null
    readonly properties?: AmlComputeProperties | null
  }
}

export interface AmlComputeProperties {
  readonly vmSize?: string | null
  readonly vmPriority?: string | null
  readonly scaleSettings?: ScaleSettings | null
  readonly subnet?: { readonly id?: string } | null
  readonly enableNodePublicIp?: boolean | null
  readonly errors?: readonly { readonly error?: ServiceError }[] | null
  readonly currentNodeCount?: number | null
}

interface ScaleSettings {
  readonly minNodeCount?: number
  readonly maxNodeCount: number
  readonly nodeIdleTimeBeforeScaleDown?: string
}

interface ServiceError {
  readonly code?: string
  readonly message?: string
}
