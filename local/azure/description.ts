/** A service connection as Azure DevOps would list it: what the agent needs to hand it to a task. */
export interface ServiceConnection {
  /** GUID: the value of a `connectedService` input. */
  id: string
  name: string
  scheme: 'WorkloadIdentityFederation' | 'ServicePrincipal'
  /** Subject and issuer of the id tokens that Azure DevOps signs for this connection. */
  subject?: string
  issuer?: string
}

/** Five HTTPS origins, `https://localhost:PORT`, without a trailing slash. */
export interface AzureEndpoints {
  resourceManager: string
  activeDirectory: string
  dataPlane: string
  blob: string
  /** The Azure DevOps collection, `https://localhost:PORT/mlops`. */
  devops: string
}

/** What somebody must know to talk to a running local Azure; printed as one JSON line. */
export interface AzureDescription {
  pid: number
  stateDirectory: string
  /** PEM of the certificate authority that signed the servers' certificate. */
  caFile: string
  tenantId: string
  /** A service principal with Contributor, Storage Blob Data Contributor and Key Vault Secrets Officer on the resource group. */
  clientId: string
  clientSecret: string
  subscriptionId: string
  subscriptionName: string
  resourceGroup: 'rg-mlops'
  workspace: 'ws-mlops'
  location: string
  endpoints: AzureEndpoints
  /** The administration API: pace, faults, principals, job access tokens, reset, stop. Bearer token. */
  control: { url: string; token: string }
  serviceConnections: ServiceConnection[]
}
