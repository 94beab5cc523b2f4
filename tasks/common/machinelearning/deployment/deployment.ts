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
