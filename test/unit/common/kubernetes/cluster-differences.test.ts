import assert from 'node:assert/strict'
import type { AgentPool, AksCluster } from '../../../../tasks/common/kubernetes/cluster/aks-cluster.ts'
import { clusterDifferences } from '../../../../tasks/common/kubernetes/cluster/cluster-differences.ts'
import type { ClusterSpec } from '../../../../tasks/common/kubernetes/cluster/cluster-spec.ts'

const NOTHING: ClusterSpec = {
  location: undefined,
  nodeSize: undefined,
  nodeCount: undefined,
  autoscaler: undefined,
  zones: [],
  privateCluster: false,
  identity: undefined,
}
const clusterWith = (pool: AgentPool = {}): AksCluster => ({
  id: '/c',
  name: 'aks',
  location: 'West Europe',
  tags: { team: 'risk' },
  identity: { type: 'SystemAssigned' },
  properties: {
    agentPoolProfiles: [
      { name: 'work', mode: 'User', vmSize: 'Standard_D16s_v5', count: 9 },
      { name: 'sys', mode: 'System', vmSize: 'Standard_D4s_v5', count: 3, ...pool },
    ],
  },
})
const found = (spec: Partial<ClusterSpec>, pool?: AgentPool, tags: Record<string, string> = {}): string[] =>
  clusterDifferences({ ...NOTHING, ...spec }, tags, clusterWith(pool)).map(
    ({ field, is, asked, change }) => `${field}: ${is} -> ${asked}, ${change}`,
  )

describe('where an AKS cluster is not what was asked for', () => {
  it('is nowhere, where nobody spoke of anything', () => assert.deepEqual(found({}), []))

  it('is not in the spelling of region and size', () =>
    assert.deepEqual(found({ location: 'westeurope', nodeSize: 'standard_d4S_v5', nodeCount: 3 }), []))

  const cases: [asked: Partial<ClusterSpec>, pool: AgentPool, told: string[]][] = [
    [{ nodeSize: 'Standard_D8s_v5' }, {}, ['nodeSize: Standard_D4s_v5 -> Standard_D8s_v5, never']],
    [{ location: 'northeurope' }, {}, ['location: westeurope -> northeurope, never']],
    [{ zones: ['1', '2'] }, { availabilityZones: ['2'] }, ['availabilityZones: 2 -> 1, 2, never']],
    [{ zones: ['1', '2'] }, { availabilityZones: ['2', '1'] }, []],
    [{ privateCluster: true }, {}, ['privateCluster: false -> true, never']],
    [{ identity: '/id' }, {}, ['aksIdentity: SystemAssigned -> /id, never']],
    [{ nodeCount: 5 }, {}, ['nodeCount: 3 -> 5, in place']],
    [
      { nodeCount: 5 },
      { enableAutoScaling: true, minCount: 1, maxCount: 4 },
      ['nodeCount: 1 to 4 by the autoscaler -> 5, in place'],
    ],
    [
      { autoscaler: { min: 1, max: 4 } },
      {},
      ['minNodeCount: unset -> 1, in place', 'maxNodeCount: unset -> 4, in place'],
    ],
    [
      { autoscaler: { min: 1, max: 4 }, nodeCount: 2 },
      { enableAutoScaling: true, minCount: 1, maxCount: 3 },
      ['maxNodeCount: 3 -> 4, in place'],
    ],
  ]
  for (const [asked, pool, told] of cases)
    it(`${JSON.stringify(asked)} over ${JSON.stringify(pool)}: ${told.join('; ') || 'nowhere'}`, () =>
      assert.deepEqual(found(asked, pool), told))

  it('is in tags, but not in those that say which build wrote it', () =>
    assert.deepEqual(found({}, {}, { team: 'fraud', 'mlops.build': '7' }), [
      'tag team: risk -> fraud, in place',
    ]))
})
