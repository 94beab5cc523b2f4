/** An AKS cluster as a user asks for it. What is undefined nobody spoke of: a new cluster gets the default. */
export interface ClusterSpec {
  readonly location: string | undefined
  readonly nodeSize: string | undefined
  readonly nodeCount: number | undefined
  /** Bounds between which the cluster autoscaler keeps the number of nodes. */
  readonly autoscaler: { readonly min: number; readonly max: number } | undefined
  /** Of `1`, `2`, `3`; empty: Azure chooses. */
  readonly zones: readonly string[]
  readonly privateCluster: boolean
  /** ARM id of a user-assigned identity of the control plane; undefined: a system-assigned one. */
  readonly identity: string | undefined
}

/** One for which a place was found: its own, or that of the workspace. */
export interface PlacedCluster extends ClusterSpec {
  readonly location: string
}

export const DEFAULT_NODE_SIZE = 'Standard_D4s_v5'

/** Three nodes are what the inference router wants to survive the loss of one. */
const DEFAULT_NODE_COUNT = 3

/** The nodes that a new cluster begins with. */
export const nodesAtFirst = ({ nodeCount, autoscaler }: ClusterSpec): number =>
  nodeCount ?? (autoscaler ? clamp(DEFAULT_NODE_COUNT, autoscaler.min, autoscaler.max) : DEFAULT_NODE_COUNT)

/** The nodes that a new cluster can grow to. */
export const nodesAtMost = (spec: ClusterSpec): number => spec.autoscaler?.max ?? nodesAtFirst(spec)

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value))

export function readableCluster(spec: PlacedCluster): string {
  const { autoscaler, zones, privateCluster, location } = spec
  const nodes = autoscaler
    ? `${nodesAtFirst(spec)} nodes (${autoscaler.min} to ${autoscaler.max} by the autoscaler)`
    : `${nodesAtFirst(spec)} node(s)`
  return [
    `${nodes} of ${spec.nodeSize ?? DEFAULT_NODE_SIZE} in ${location}`,
    ...(zones.length > 0 ? [`zones ${zones.join(', ')}`] : []),
    ...(privateCluster ? ['private'] : []),
  ].join(', ')
}
