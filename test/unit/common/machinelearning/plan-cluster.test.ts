import assert from 'node:assert/strict'
import type {
  ClusterSpec,
  ComputeResource,
} from '../../../../tasks/common/machinelearning/compute/cluster.ts'
import type { Difference } from '../../../../tasks/common/machinelearning/compute/cluster-differences.ts'
import { planCluster } from '../../../../tasks/common/machinelearning/compute/plan-cluster.ts'

const ASKED: ClusterSpec = {
  name: 'cpu-cluster',
  size: 'Standard_DS3_v2',
  location: 'westeurope',
  tier: 'dedicated',
  minInstances: 0,
  maxInstances: 4,
  idleTimeBeforeScaleDown: 120,
  subnet: undefined,
  enableNodePublicIp: true,
  identityType: undefined,
  userAssignedIdentities: [],
  description: undefined,
  tags: {},
}

type Aml = NonNullable<ComputeResource['properties']['properties']>

/** The cluster above as Azure shows it once it is there. */
const existing = (aml: Partial<Aml> = {}, rest: Partial<ComputeResource> = {}): ComputeResource => ({
  id: 'id',
  name: 'cpu-cluster',
  properties: {
    computeType: 'AmlCompute',
    computeLocation: 'West Europe',
    provisioningState: 'Succeeded',
    properties: {
      vmSize: 'STANDARD_DS3_V2',
      vmPriority: 'Dedicated',
      scaleSettings: { minNodeCount: 0, maxNodeCount: 4, nodeIdleTimeBeforeScaleDown: 'PT2M' },
      subnet: null,
      enableNodePublicIp: true,
      remoteLoginPortPublicAccess: 'Disabled',
      ...aml,
    },
  },
  ...rest,
})

const POLICIES = ['reuse', 'update', 'fail'] as const

describe('the plan for a cluster', () => {
  for (const policy of POLICIES) {
    it(`creates what is not there (${policy})`, () => {
      assert.deepEqual(planCluster(ASKED, undefined, policy), { action: 'create' })
    })
    it(`refuses a compute of another type (${policy})`, () => {
      const instance = existing({}, { properties: { computeType: 'ComputeInstance' } })
      assert.deepEqual(planCluster(ASKED, instance, policy), {
        action: 'refuse',
        why: 'otherType',
        differences: [],
      })
    })
  }

  describe('sees no difference in', () => {
    const same: [what: string, is: ComputeResource][] = [
      ['an upper-cased size', existing()],
      ['the priority in another case', existing({ vmPriority: 'dedicated' })],
      [
        'an idle time written otherwise',
        existing({
          scaleSettings: { minNodeCount: 0, maxNodeCount: 4, nodeIdleTimeBeforeScaleDown: 'PT120S' },
        }),
      ],
      ['an idle time that Azure leaves out', existing({ scaleSettings: { maxNodeCount: 4 } })],
      ['a public address that Azure leaves out', existing({ enableNodePublicIp: null })],
      ['an identity of none', existing({}, { identity: { type: 'None' } })],
      ['an SSH port that Azure chose itself', existing({ remoteLoginPortPublicAccess: 'Enabled' })],
      ['a workspace in another region', { ...existing(), location: 'northeurope' }],
      ['the tags of another build', existing({}, { tags: { 'mlops.build': '6' } })],
      ['no identity', existing({}, { identity: null })],
      ['an identity that nobody spoke of', existing({}, { identity: { type: 'SystemAssigned' } })],
    ]
    for (const [what, is] of same) {
      it(what, () => assert.deepEqual(planCluster(ASKED, is, 'update'), { action: 'reuse', differences: [] }))
    }
  })

  describe('for each difference', () => {
    const other = 'refuse: unchangeable'
    const differences: [
      field: string,
      asked: Partial<ClusterSpec>,
      change: Difference['change'],
      reuse?: string,
    ][] = [
      ['size', { size: 'Standard_NC6' }, 'never', other],
      ['tier', { tier: 'low_priority' }, 'never', other],
      ['subnet', { subnet: '/subscriptions/s/subnets/n' }, 'never', other],
      ['enableNodePublicIp', { enableNodePublicIp: false }, 'never', other],
      ['minInstances', { minInstances: 1 }, 'scale', 'refuse: fewerNodes'],
      ['maxInstances', { maxInstances: 8 }, 'scale'],
      ['idleTimeBeforeScaleDown', { idleTimeBeforeScaleDown: 600 }, 'scale'],
      ['location', { location: 'northeurope' }, 'never', other],
      ['sshPublicAccess', { sshPublicAccess: true }, 'never'],
      [
        'sshAdminUserName',
        { sshAccount: { adminUserName: 'me', publicKey: 'k', password: undefined } },
        'never',
      ],
      ['identityType', { identityType: 'system_assigned' }, 'replace'],
      ['description', { description: 'For training' }, 'replace'],
      ['tag team', { tags: { team: 'risk', 'mlops.build': '7' } }, 'replace'],
    ]
    for (const [field, changes, change, reuse = 'reuse'] of differences) {
      const changeable = change !== 'never'
      const plan = (policy: (typeof POLICIES)[number]): string => {
        const decided = planCluster({ ...ASKED, ...changes }, existing(), policy)
        assert.ok(decided.action !== 'create')
        assert.deepEqual(
          decided.differences.map(difference => [difference.field, difference.change]),
          [[field, change]],
        )
        return decided.action === 'refuse' ? `refuse: ${decided.why}` : decided.action
      }
      it(`in ${field}: reuse means ${reuse}, update ${changeable ? 'changes it' : 'refuses'}, fail refuses`, () => {
        assert.deepEqual(POLICIES.map(plan), [
          reuse,
          changeable ? 'update' : 'refuse: unchangeable',
          'refuse: exists',
        ])
      })
    }
  })

  it('tells both values of a difference', () => {
    const plan = planCluster({ ...ASKED, maxInstances: 8 }, existing(), 'update')
    assert.deepEqual(plan, {
      action: 'update',
      by: 'scale',
      differences: [{ field: 'maxInstances', is: '4', asked: '8', change: 'scale' }],
    })
  })

  it('repairs a cluster whose creation failed', () => {
    const failed = existing({}, { properties: { computeType: 'AmlCompute', provisioningState: 'Failed' } })
    assert.equal(planCluster(ASKED, failed, 'reuse').action, 'update')
  })

  it('does not repair what would have to be another cluster', () => {
    const is = existing()
    const failed = { ...is, properties: { ...is.properties, provisioningState: 'Failed' } }
    const plan = planCluster({ ...ASKED, size: 'Standard_NC6' }, failed, 'reuse')
    assert.ok(plan.action === 'refuse')
    assert.equal(plan.why, 'unchangeable')
  })

  it('takes a cluster as it is that has more than was asked: nodes kept, no public addresses', () => {
    const scaleSettings = { minNodeCount: 2, maxNodeCount: 4, nodeIdleTimeBeforeScaleDown: 'PT2M' }
    const is = existing({ scaleSettings, enableNodePublicIp: false })
    const plan = planCluster(ASKED, is, 'reuse')
    assert.ok(plan.action === 'reuse')
    assert.deepEqual(
      plan.differences.map(({ field }) => field),
      ['enableNodePublicIp', 'minInstances'],
    )
  })

  it('takes an identity away only where a file says none in so many words', () => {
    const is = existing({}, { identity: { type: 'SystemAssigned' } })
    const plan = planCluster({ ...ASKED, identityType: 'none' }, is, 'update')
    assert.deepEqual(plan, {
      action: 'update',
      by: 'replace',
      differences: [{ field: 'identityType', is: 'system_assigned', asked: 'none', change: 'replace' }],
    })
  })

  describe('over a cluster with an SSH account whose key Azure does not tell', () => {
    const is = existing({ userAccountCredentials: { adminUserName: 'me' } })
    const plan = (changes: Partial<ClusterSpec>): string => {
      const decided = planCluster({ ...ASKED, ...changes }, is, 'update')
      return decided.action === 'refuse' ? decided.why : decided.action
    }

    it('changes the scaling, which is no new writing of the whole', () => {
      assert.equal(plan({ maxInstances: 8 }), 'update')
    })

    it('refuses to write the rest again, which would leave the key out', () => {
      assert.equal(plan({ tags: { team: 'risk' } }), 'unknownSecret')
    })

    it('writes it where the key is given', () => {
      const sshAccount = { adminUserName: 'me', publicKey: 'ssh-rsa A', password: undefined }
      assert.equal(plan({ tags: { team: 'risk' }, sshAccount }), 'update')
    })
  })
})
