import type { ClusterSpec } from '../../common/machinelearning/compute/cluster.ts'

/** A subnet by the name of its network, which is in the resource group of the workspace. */
export interface NamedSubnet {
  readonly network: string
  readonly subnet: string
}

/** The cluster that the inputs mean, before the workspace is known: what it fills in may still be missing. */
export interface ClusterRequest extends Omit<ClusterSpec, 'location' | 'subnet'> {
  readonly location: string | undefined
  readonly subnet: string | NamedSubnet | undefined
}

/** What a form or a file says of the cluster. */
export type Described = Omit<ClusterRequest, 'name'>
