import type { EndpointIdentity } from '../../specification/endpoint/endpoint-identity.ts'

/** Whole percents by deployment name. They sum to 100, or to 0 where nothing serves. */
export type Traffic = Readonly<Record<string, number>>

export type AuthMode = 'key' | 'aml_token' | 'aad_token'

/** An endpoint that is asked for. */
export interface EndpointSpec {
  readonly name: string
  readonly location: string
  /** ARM id of the Kubernetes compute; undefined for a managed endpoint. */
  readonly compute: string | undefined
  /** `aad_token`: managed endpoints only. */
  readonly authMode: AuthMode
  readonly description: string | undefined
  /** Undefined: one that Azure makes for the endpoint. */
  readonly identity?: EndpointIdentity
  /** Managed endpoints only. Undefined: Azure's own, enabled. */
  readonly publicNetworkAccess?: 'enabled' | 'disabled'
  readonly tags: Readonly<Record<string, string>>
  /** Told back by Azure as they were sent, beside the service's own. */
  readonly properties: Readonly<Record<string, string>>
}

/** The parts of an online endpoint that this extension reads or sends back. */
export interface EndpointResource {
  readonly id: string
  readonly name: string
  readonly location: string
  readonly tags?: Readonly<Record<string, string>> | null
  readonly identity?: {
    readonly type: string
    readonly userAssignedIdentities?: Readonly<Record<string, unknown>> | null
  } | null
  readonly properties: {
    readonly authMode: string
    readonly provisioningState?: string
    readonly compute?: string | null
    readonly scoringUri?: string | null
    readonly description?: string | null
    readonly publicNetworkAccess?: string | null
    readonly traffic?: Traffic | null
    readonly mirrorTraffic?: Traffic | null
    readonly properties?: Readonly<Record<string, string>> | null
  }
}

/** Who serves: the deployments whose share is more than nothing. */
export function liveTraffic(endpoint: EndpointResource | undefined): Record<string, number> {
  const shares = Object.entries(endpoint?.properties.traffic ?? {})
  return Object.fromEntries(shares.filter(([, share]) => share > 0))
}

export const isSettled = (state: string | undefined): boolean =>
  state === 'Succeeded' || state === 'Failed' || state === 'Canceled'

export function sameTraffic(one: Traffic, other: Traffic): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every(name => (one[name] ?? 0) === (other[name] ?? 0))
}
