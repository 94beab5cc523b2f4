import type { Secret } from '../../host/secret.ts'

export type RouterServiceType = 'LoadBalancer' | 'NodePort' | 'ClusterIP'

/** How the inference router proves who it is: by a certificate of the user, or one that lies in the cluster. */
export type Tls =
  | {
      readonly by: 'certificate'
      readonly cname: string
      /** PEM texts. */
      readonly certificate: Secret
      readonly key: Secret
    }
  | {
      readonly by: 'secret'
      readonly cname: string
      /** Name of a secret in the namespace azureml that holds cert.pem and key.pem. */
      readonly secret: string
    }

/** The AzureML extension as a user asks for it; undefined: nobody spoke of it. */
export interface ExtensionSpec {
  readonly router: RouterServiceType | undefined
  readonly internalLoadBalancer: boolean
  /** Undefined: the router is reached by plain HTTP. */
  readonly tls: Tls | undefined
  /** Plain HTTP beside HTTPS. */
  readonly allowInsecureConnections: boolean
  /** Settings by the chart's own names, over what is computed here. */
  readonly settings: Readonly<Record<string, string>>
}

export const DEFAULT_EXTENSION: ExtensionSpec = {
  router: undefined,
  internalLoadBalancer: false,
  tls: undefined,
  allowInsecureConnections: false,
  settings: {},
}

export function readableExtension({ router, internalLoadBalancer, tls }: ExtensionSpec): string {
  const where = internalLoadBalancer ? 'an internal LoadBalancer' : (router ?? 'LoadBalancer')
  const how = tls ? `HTTPS as ${tls.cname}` : 'plain HTTP, so keys and rows travel unprotected'
  return `inference router behind ${where}, ${how}`
}
