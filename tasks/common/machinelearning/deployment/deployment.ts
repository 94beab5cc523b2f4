/** Quantities as Kubernetes writes them: `500m`, `1Gi`. */
export interface Resources {
  readonly cpu: string | undefined
  readonly memory: string | undefined
}

/** A deployment that is asked for, at no share of the traffic. */
export interface DeploymentSpec {
  readonly location: string
  readonly environmentId: string
  readonly instanceType: string | undefined
  readonly instanceCount: number
  readonly requests: Resources
  readonly limits: Resources
  readonly environmentVariables: Readonly<Record<string, string>>
  readonly description: string | undefined
  readonly appInsightsEnabled: boolean
  readonly collectData: boolean
  readonly tags: Readonly<Record<string, string>>
  /** Told back by Azure as they were sent, beside the service's own. */
  readonly properties: Readonly<Record<string, string>>
}

/** The parts of a deployment that this extension reads. */
export interface DeploymentResource {
  readonly id: string
  readonly name: string
  readonly tags?: Readonly<Record<string, string>> | null
  readonly properties: {
    readonly provisioningState?: string
    readonly environmentId?: string | null
    readonly properties?: Readonly<Record<string, string>> | null
  }
}
