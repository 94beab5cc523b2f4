import { regionName } from '../../azure/region.ts'
import { differing, tagDifferences, type Difference } from '../difference.ts'
import { systemPool, type AksCluster } from './aks-cluster.ts'
import type { ClusterSpec } from './cluster-spec.ts'

/** Where the cluster is not what was asked for; of its pools, the system pool counts. */
export function clusterDifferences(
  spec: ClusterSpec,
  tags: Readonly<Record<string, string>>,
  cluster: AksCluster,
): Difference[] {
  const pool = systemPool(cluster)
  const { privateCluster, identity, zones, nodeSize } = spec
  return [
    ...differing('cluster', [
      ['location', regionName(cluster.location), spec.location && regionName(spec.location), 'never'],
      ['nodeSize', pool?.vmSize, nodeSize, 'never'],
      ['availabilityZones', listed(pool?.availabilityZones), listed(zones) || undefined, 'never'],
      ['privateCluster', isPrivate(cluster), privateCluster || undefined, 'never'],
      ['aksIdentity', identityOf(cluster), identity, 'never'],
      ...scaling(spec, cluster),
    ]),
    ...tagDifferences('cluster', cluster.tags, tags),
  ]
}

type Comparison = readonly [string, string | number | undefined, string | number | undefined, 'in place']

/** With the autoscaler the number of nodes is its own business. */
function scaling({ nodeCount, autoscaler }: ClusterSpec, cluster: AksCluster): Comparison[] {
  const pool = systemPool(cluster)
  const scales = pool?.enableAutoScaling === true
  if (!autoscaler && !scales) return [['nodeCount', pool?.count ?? undefined, nodeCount, 'in place']]
  if (!autoscaler)
    return [['nodeCount', `${pool?.minCount} to ${pool?.maxCount} by the autoscaler`, nodeCount, 'in place']]
  return [
    ['minNodeCount', scales ? (pool.minCount ?? undefined) : undefined, autoscaler.min, 'in place'],
    ['maxNodeCount', scales ? (pool.maxCount ?? undefined) : undefined, autoscaler.max, 'in place'],
  ]
}

const isPrivate = ({ properties }: AksCluster): boolean =>
  properties.apiServerAccessProfile?.enablePrivateCluster === true

const identityOf = ({ identity }: AksCluster): string =>
  Object.keys(identity?.userAssignedIdentities ?? {})[0] ?? identity?.type ?? 'None'

const listed = (zones: readonly string[] | null | undefined): string => [...(zones ?? [])].sort().join(', ')
