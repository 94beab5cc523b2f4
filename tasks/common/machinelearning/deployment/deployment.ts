/** The parts of a deployment that this extension reads. */
export interface DeploymentResource {
  readonly id: string
  readonly name: string
  readonly tags?: Readonly<Record<string, string>> | null
  readonly sku?: { readonly capacity?: number | null } | null
  readonly properties: {
    readonly provisioningState?: string
    readonly environmentId?: string | null
    /** Of a managed deployment the size of its machines. */
    readonly instanceType?: string | null
    readonly properties?: Readonly<Record<string, string>> | null
  }
}
