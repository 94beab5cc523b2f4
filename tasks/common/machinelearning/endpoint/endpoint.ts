/** Whole percents by deployment name. They sum to 100, or to 0 where nothing serves. */
export type Traffic = Readonly<Record<string, number>>

/** An endpoint that is asked for. */
export interface EndpointSpec {
  readonly name: string
  readonly location: string
  /** ARM id of the Kubernetes compute; undefined for a managed endpoint. */
  readonly compute: string | undefined
  readonly authMode: 'key' | 'aml_token'
  readonly description: string | undefined
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
