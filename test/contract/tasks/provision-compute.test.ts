import assert from 'node:assert/strict'
import { folderPerTest } from '../../support/folder.ts'
import { actionOf, provisionOverAzure, type Inputs, type ProvisionOverAzure } from './provision-over-azure.ts'

describe('MLOpsProvisionCompute over local Azure', function () {
  this.timeout(60_000)
  const folder = folderPerTest()
  let task: ProvisionOverAzure

  before(async () => (task = await provisionOverAzure()))
  after(() => task.azure.close())
  afterEach(() => {
    task.azure.azure.world.pace.clear()
    task.azure.azure.world.faults.clear()
  })

  it('a cluster is created with its tags, nobody can log in to it, and the second run takes it as it is', async () => {
    assert.equal(actionOf(await task.provision('made', { tags: 'team=risk' })), 'created')
    const { tags, aml } = await task.read('made')
    assert.deepEqual(tags, { team: 'risk', 'mlops.build': '100' })
    assert.deepEqual([aml['remoteLoginPortPublicAccess'], aml['userAccountCredentials']], ['Disabled', null])
    const second = await task.provision('made', { tags: 'team=risk', whenExists: 'update' })
    assert.equal(actionOf(second), 'reused')
    assert.ok(!second.log.text.includes(': is '), second.log.text)
  })

  it('its scaling is changed in place, and everything else of it stays', async () => {
    await task.provision('scaled', { tags: 'team=risk' })
    const changes = { maxInstances: '3', idleTimeBeforeScaleDown: '300', whenExists: 'update' }
    const { log, outputValues } = await task.provision('scaled', changes)
    assert.equal(outputValues['computeAction'], 'updated')
    assert.ok(log.lines.includes('  maxInstances: is 2, asked for 3; will be changed'), log.text)
    const { tags, aml } = await task.read('scaled')
    assert.equal(tags['team'], 'risk')
    assert.deepEqual(aml['scaleSettings'], {
      minNodeCount: 0,
      maxNodeCount: 3,
      nodeIdleTimeBeforeScaleDown: 'PT5M',
    })
  })

  it('a tag more is written without taking the others away', async () => {
    await task.provision('tagged', { tags: 'team=risk' })
    assert.equal(
      actionOf(await task.provision('tagged', { tags: 'cost=42', whenExists: 'update' })),
      'updated',
    )
    assert.deepEqual((await task.read('tagged')).tags, { team: 'risk', cost: '42', 'mlops.build': '100' })
  })

  const lasting: [field: string, inputs: Inputs][] = [
    ['size', { size: 'Standard_DS2_v2' }],
    ['tier', { tier: 'low_priority' }],
    ['subnet', { subnet: '/subscriptions/s/resourceGroups/g/subnets/n' }],
    ['enableNodePublicIp', { enableNodePublicIp: 'false' }],
  ]
  for (const [field, inputs] of lasting) {
    it(`another ${field} is refused with what to do, by reuse and update, and nothing is written`, async () => {
      await task.provision('fixed')
      const { properties } = await task.read('fixed')
      for (const whenExists of ['reuse', 'update'])
        await assert.rejects(task.provision('fixed', { ...inputs, whenExists }), {
          message: new RegExp(`^Compute cluster fixed differs in what Azure cannot change: ${field} is `),
          remedy: /another name, or delete the old one first.*az ml compute delete/,
        })
      assert.equal((await task.read('fixed')).properties['modifiedOn'], properties['modifiedOn'])
    })
  }

  it('a form without an identity leaves the one that is there, and finds no difference again and again', async () => {
    await task.provision('trusted', { identityType: 'system_assigned' })
    const changes = { tags: 'team=risk', whenExists: 'update' }
    assert.equal(actionOf(await task.provision('trusted', changes)), 'updated')
    assert.deepEqual((await task.read('trusted')).identity, { type: 'SystemAssigned' })
    const third = await task.provision('trusted', changes)
    assert.equal(actionOf(third), 'reused', third.log.text)
    assert.ok(!third.log.text.includes(': is '), third.log.text)
  })

  it('another identity takes its place, and then is no difference', async () => {
    const user = '/subscriptions/s/resourceGroups/g/providers/M/userAssignedIdentities/i'
    const asked = { identityType: 'user_assigned', userAssignedIdentities: user, whenExists: 'update' }
    await task.provision('swapped', { identityType: 'system_assigned' })
    const { log } = await task.provision('swapped', asked)
    assert.ok(
      log.lines.includes('  identityType: is system_assigned, asked for user_assigned; will be changed'),
      log.text,
    )
    const identity = { type: 'UserAssigned', userAssignedIdentities: { [user]: {} } }
    assert.deepEqual((await task.read('swapped')).identity, identity)
    assert.equal(actionOf(await task.provision('swapped', asked)), 'reused')
  })

  it('a new description, and an identity that a file calls none, are written, and nothing else', async () => {
    const file = (lines: string[]): Inputs => {
      const all = ['type: amlcompute', 'size: Standard_DS3_v2', 'max_instances: 2', ...lines]
      folder().write({ 'compute.yml': all.join('\n') })
      return { definition: 'file', computeFile: folder().at('compute.yml'), whenExists: 'update' }
    }
    const ssh = 'ssh_settings: {admin_username: me, ssh_key_value: ssh-rsa AAAA}'
    await task.provision('described', file([ssh, 'description: Old', 'identity: {type: system_assigned}']))
    const asked = file([ssh, 'description: New', 'identity: {type: none}'])
    const { log } = await task.provision('described', asked)
    assert.ok(log.lines.includes('  description: is Old, asked for New; will be changed'), log.text)
    const { properties, aml, identity } = await task.read('described')
    assert.deepEqual([properties['description'], properties['disableLocalAuth']], ['New', false])
    assert.equal((aml['userAccountCredentials'] as { adminUserName: string }).adminUserName, 'me')
    assert.deepEqual(identity, { type: 'None' })
    assert.equal(actionOf(await task.provision('described', asked)), 'reused')
  })

  it('an SSH account whose key nobody tells is not written again without it', async () => {
    const ssh = { sshAdminUserName: 'me', sshPublicKey: 'ssh-rsa AAAA me' }
    await task.provision('reached', ssh)
    const changes = { tags: 'team=risk', whenExists: 'update' }
    await assert.rejects(task.provision('reached', changes), {
      message: 'Compute cluster reached has an SSH account whose key Azure does not tell.',
      remedy: /sshAdminUserName and sshPublicKey/,
    })
    assert.equal(actionOf(await task.provision('reached', { ...changes, ...ssh })), 'updated')
    const { aml } = await task.read('reached')
    assert.equal((aml['userAccountCredentials'] as { adminUserName: string }).adminUserName, 'me')
  })

  for (const [field, inputs] of [
    ['location', { location: 'northeurope' }],
    ['sshAdminUserName', { sshAdminUserName: 'other', sshPublicKey: 'ssh-rsa AAAA' }],
  ] as const) {
    it(`another ${field} is refused by an update, with both values`, async () => {
      await task.provision('rooted', { sshAdminUserName: 'me', sshPublicKey: 'ssh-rsa AAAA' })
      await assert.rejects(task.provision('rooted', { ...inputs, whenExists: 'update' }), {
        message: new RegExp(`${field} is (westeurope|me), asked for (northeurope|other)\\.`),
      })
    })
  }

  it('fail refuses whatever is there, and says what may be chosen', async () => {
    await task.provision('taken')
    await assert.rejects(task.provision('taken', { whenExists: 'fail' }), {
      message: 'Compute cluster taken exists already.',
      remedy: /'reuse' or 'update'/,
    })
  })

  it('a quota that does not hold the cluster is told with its numbers, and nothing is made', async () => {
    await assert.rejects(task.provision('large', { maxInstances: '6' }), {
      message: /grow to 24 cores, but Standard DSv2 .* in westeurope has 20 of 20 left \(0 used\)/,
      remedy: /https:\/\/aka\.ms\/amlquota/,
    })
    assert.equal((await task.azure.arm('GET', '/computes/large')).status, 404)
  })

  it("Azure's own word on quota is explained where the check is off", async () => {
    await assert.rejects(task.provision('gpu', { size: 'Standard_NC6s_v3', checkQuota: 'false' }), {
      message: /cannot accomodate/,
      likelyCause: /The quota of the subscription for this VM family/,
      remedy: /https:\/\/aka\.ms\/amlquota/,
    })
  })

  it('a creation that fails ends with its reason, and the next run repairs it', async () => {
    task.failing(
      'compute.create',
      'BadRequest',
      'Operation results in exceeding quota limits of Microsoft.Batchlusters.',
    )
    await assert.rejects(task.provision('failing'), {
      message: /the operation failed.*exceeding quota limits/,
    })
    assert.equal(actionOf(await task.provision('failing')), 'updated')
  })

  it('everything that a compute file can say arrives, and a second run finds no difference', async () => {
    const identity = '/subscriptions/s/resourceGroups/g/providers/M/userAssignedIdentities/i'
    const lines = [
      'type: amlcompute',
      'size: Standard_DS3_v2',
      'tier: low_priority',
      'max_instances: 2',
      'description: For training',
      'network_settings: {vnet_name: vnet, subnet: nodes}',
      `identity: {type: user_assigned, user_assigned_identities: [{resource_id: ${identity}}]}`,
      'enable_node_public_ip: false',
      'ssh_public_access_enabled: false',
      'ssh_settings: {admin_username: me, ssh_key_value: ssh-rsa AAAA, admin_password: of-the-nodes}',
    ]
    folder().write({ 'compute.yml': lines.join('\n') })
    const inputs = { definition: 'file', computeFile: folder().at('compute.yml'), whenExists: 'update' }
    const { masked } = await task.provision('by-file', inputs)
    assert.ok(masked.includes('of-the-nodes'))
    const { properties, aml } = await task.read('by-file')
    const { vmPriority, subnet, enableNodePublicIp, userAccountCredentials } = aml
    const group = task.azure.id.replace(/\/providers\/.*/, '')
    assert.deepEqual(
      [properties['description'], vmPriority, enableNodePublicIp, subnet],
      [
        'For training',
        'LowPriority',
        false,
        { id: `${group}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/nodes` },
      ],
    )
    assert.equal((userAccountCredentials as { adminUserName: string }).adminUserName, 'me')
    const second = await task.provision('by-file', inputs)
    assert.equal(actionOf(second), 'reused', second.log.text)
  })
})
