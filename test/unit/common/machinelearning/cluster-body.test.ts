import assert from 'node:assert/strict'
import { clusterBody } from '../../../../tasks/common/machinelearning/compute/cluster-body.ts'
import type {
  ClusterSpec,
  ComputeResource,
} from '../../../../tasks/common/machinelearning/compute/cluster.ts'

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
  tags: { team: 'risk' },
}
const USER = '/subscriptions/s/resourceGroups/g/providers/M/userAssignedIdentities/i'

/** Made by somebody else, with all that our form does not speak of. */
const THEIRS: ComputeResource = {
  id: 'id',
  name: 'cpu-cluster',
  tags: { owner: 'them', team: 'old' },
  identity: { type: 'SystemAssigned,UserAssigned', userAssignedIdentities: { [USER]: { clientId: 'c' } } },
  properties: {
    computeType: 'AmlCompute',
    description: 'Theirs',
    disableLocalAuth: false,
    properties: {
      vmSize: 'STANDARD_DS3_V2',
      osType: 'Windows',
      isolatedNetwork: true,
      virtualMachineImage: { id: 'image' },
      remoteLoginPortPublicAccess: 'NotSpecified',
      userAccountCredentials: {
        adminUserName: 'me',
        adminUserSshPublicKey: 'ssh-rsa A',
        adminUserPassword: null,
      },
      nodeStateCounts: { idleNodeCount: 1 },
      errors: [],
    },
  },
}

interface Body {
  tags: object
  identity?: object
  properties: { description?: string; disableLocalAuth: boolean; properties: Record<string, unknown> }
}
const bodyOf = (changes: Partial<ClusterSpec> = {}, existing?: ComputeResource): Body =>
  clusterBody({ ...ASKED, ...changes }, existing) as Body

describe('the body that writes a cluster', () => {
  it('says again of a cluster that is there what nobody spoke of, and nothing that Azure only tells', () => {
    const { tags, identity, properties } = bodyOf({}, THEIRS)
    assert.deepEqual(tags, { owner: 'them', team: 'risk' })
    assert.deepEqual(identity, {
      type: 'SystemAssigned,UserAssigned',
      userAssignedIdentities: { [USER]: {} },
    })
    assert.deepEqual([properties.description, properties.disableLocalAuth], ['Theirs', false])
    assert.deepEqual(properties.properties, {
      osType: 'Windows',
      isolatedNetwork: true,
      virtualMachineImage: { id: 'image' },
      vmSize: 'Standard_DS3_v2',
      vmPriority: 'Dedicated',
      scaleSettings: { minNodeCount: 0, maxNodeCount: 4, nodeIdleTimeBeforeScaleDown: 'PT2M' },
      remoteLoginPortPublicAccess: 'NotSpecified',
      enableNodePublicIp: true,
      userAccountCredentials: { adminUserName: 'me', adminUserSshPublicKey: 'ssh-rsa A' },
    })
  })

  it('says of an identity what was asked, where it was', () => {
    assert.deepEqual(bodyOf({ identityType: 'system_assigned' }, THEIRS).identity, { type: 'SystemAssigned' })
    assert.deepEqual(bodyOf({ identityType: 'none' }, THEIRS).identity, { type: 'None' })
  })

  it('says nothing of an identity that is neither there nor asked for', () => {
    assert.equal(bodyOf().identity, undefined)
    assert.equal(bodyOf({ identityType: 'none' }).identity, undefined)
  })

  it('keeps logging in switched off where a cluster without account was made so', () => {
    const { properties } = THEIRS
    const aml = { ...properties.properties, userAccountCredentials: null }
    const closed = { ...THEIRS, properties: { ...properties, disableLocalAuth: true, properties: aml } }
    assert.equal(bodyOf({}, closed).properties.disableLocalAuth, true)
    assert.equal('userAccountCredentials' in bodyOf({}, closed).properties.properties, false)
  })
})
