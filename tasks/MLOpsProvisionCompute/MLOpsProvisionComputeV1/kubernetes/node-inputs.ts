import { IDENTITY_ID } from '../../../common/azure/name-rules.ts'
import type { InputReader } from '../../../common/host/input-reader.ts'
import type { ClusterSpec } from '../../../common/kubernetes/cluster/cluster-spec.ts'

const COUNT = { min: 1, max: 1000 }

/** The nodes of the cluster and its control plane; blank: nobody spoke of it. */
export function readNodes(read: InputReader): Omit<ClusterSpec, 'location'> {
  return {
    nodeSize: read.text('nodeSize'),
    ...readScale(read),
    zones: readZones(read),
    privateCluster: read.flag('privateCluster'),
    identity: read.text('aksIdentity', {
      pattern: IDENTITY_ID,
      expected: 'the resource id of a managed identity',
    }),
  }
}

/** The autoscaler is on where both of its bounds are given. */
function readScale(read: InputReader): Pick<ClusterSpec, 'nodeCount' | 'autoscaler'> {
  const nodeCount = read.integer('nodeCount', COUNT)
  const min = read.integer('minNodeCount', COUNT)
  const max = read.integer('maxNodeCount', COUNT)
  if (min === undefined && max === undefined) return { nodeCount, autoscaler: undefined }
  if (min === undefined || max === undefined) {
    read.reject(
      min === undefined ? 'minNodeCount' : 'maxNodeCount',
      'the autoscaler needs both bounds; or leave both blank.',
    )
    return { nodeCount, autoscaler: undefined }
  }
  if (min > max) read.reject('minNodeCount', `${min} is more than maxNodeCount (${max}).`)
  else if (nodeCount !== undefined && (nodeCount < min || nodeCount > max))
    read.reject('nodeCount', `${nodeCount} is not between minNodeCount (${min}) and maxNodeCount (${max}).`)
  return { nodeCount, autoscaler: { min, max } }
}

function readZones(read: InputReader): string[] {
  const text = read.text('availabilityZones', {
    pattern: /^[1-3](\s*,\s*[1-3])*$/,
    expected: 'a list of zones, as 1, 2, 3',
  })
  return [...new Set(text?.split(',').map(zone => zone.trim()) ?? [])].sort()
}
