import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { task } from '../../../tasks/MLOpsProvisionCompute/MLOpsProvisionComputeV1/task.ts'
import { isCancelled } from '../../../tasks/common/azure/operation-poller.ts'
import type { FakeHost } from '../../support/fake-host.ts'
import { startWorkspace, type Json, type WorkspaceUnderTest } from '../azure-ml/workspace.ts'
import { hostOn } from './library-over-azure.ts'

/** The task over local Azure, as far as the wire: every cluster has a name of its own. */
describe('MLOpsProvisionCompute over local Azure', function () {
  this.timeout(60_000)
  let azure: WorkspaceUnderTest

  before(async () => (azure = await startWorkspace()))
  after(() => azure.close())
  afterEach(() => {
    azure.azure.world.pace.clear()
    azure.azure.world.faults.clear()
  })

  type Inputs = Record<string, string>

  function prepared(computeName: string, inputs: Inputs = {}, signal?: AbortSignal): FakeHost {
    const { resourceGroup, workspace } = azure.azure.description
    return hostOn(azure.azure.description, {
      inputs: {
        azureSubscription: 'azure',
        resourceGroup,
        workspaceName: workspace,
        computeName,
        size: 'Standard_DS3_v2',
        maxInstances: '2',
        enableNodePublicIp: 'true',
        checkQuota: 'true',
        ...inputs,
      },
      variables: { 'Build.BuildId': '100' },
      ...(signal && { signal }),
    })
  }

  const runOn = async (host: FakeHost): Promise<FakeHost> => {
    await task.run(task.readInputs(host), host)
    return host
  }
  const provision = (computeName: string, inputs: Inputs = {}): Promise<FakeHost> =>
    runOn(prepared(computeName, inputs))

  const read = async (name: string): Promise<{ tags: Json; properties: Json; aml: Json }> => {
    const found = (await azure.ok('GET', `/computes/${name}`)) as { tags: Json; properties: Json }
    return { ...found, aml: found.properties['properties'] as Json }
  }
  const actionOf = ({ outputValues }: FakeHost): string | undefined => outputValues['computeAction']

  it('a cluster is created with its tags, nobody can log in to it, and the second run takes it as it is', async () => {
    assert.equal(actionOf(await provision('made', { tags: 'team=risk' })), 'created')
    const { tags, aml } = await read('made')
    assert.deepEqual(tags, { team: 'risk', 'mlops.build': '100' })
    assert.deepEqual([aml['remoteLoginPortPublicAccess'], aml['userAccountCredentials']], ['Disabled', null])
    const second = await provision('made', { tags: 'team=risk', whenExists: 'update' })
    assert.equal(actionOf(second), 'reused')
    assert.ok(!second.log.text.includes(': is '), second.log.text)
  })

  it('its scaling is changed in place, and everything else of it stays', async () => {
    await provision('scaled', { tags: 'team=risk' })
    const changes = { maxInstances: '3', idleTimeBeforeScaleDown: '300', whenExists: 'update' }
    const { log, outputValues } = await provision('scaled', changes)
    assert.equal(outputValues['computeAction'], 'updated')
    assert.ok(log.lines.includes('  maxInstances: is 2, asked for 3; will be changed'), log.text)
    const { tags, aml } = await read('scaled')
    assert.equal(tags['team'], 'risk')
    assert.deepEqual(aml['scaleSettings'], {
      minNodeCount: 0,
      maxNodeCount: 3,
      nodeIdleTimeBeforeScaleDown: 'PT5M',
    })
  })

  it('a tag more is written without taking the others away', async () => {
    await provision('tagged', { tags: 'team=risk' })
    assert.equal(actionOf(await provision('tagged', { tags: 'cost=42', whenExists: 'update' })), 'updated')
    assert.deepEqual((await read('tagged')).tags, { team: 'risk', cost: '42', 'mlops.build': '100' })
  })

  const lasting: [field: string, inputs: Inputs][] = [
    ['size', { size: 'Standard_DS2_v2' }],
    ['tier', { tier: 'low_priority' }],
    ['subnet', { subnet: '/subscriptions/s/resourceGroups/g/subnets/n' }],
    ['enableNodePublicIp', { enableNodePublicIp: 'false' }],
  ]
  for (const [field, inputs] of lasting) {
    it(`another ${field} is refused with what to do, and nothing is written`, async () => {
      await provision('fixed')
      const { properties } = await read('fixed')
      await assert.rejects(provision('fixed', { ...inputs, whenExists: 'update' }), {
        message: new RegExp(`^Compute cluster fixed differs in what Azure cannot change: ${field} is `),
        remedy: /another name, delete the old one first .*az ml compute delete/,
      })
      assert.equal((await read('fixed')).properties['modifiedOn'], properties['modifiedOn'])
    })
  }

  it('a quota that does not hold the cluster is told with its numbers, and nothing is made', async () => {
    await assert.rejects(provision('large', { maxInstances: '6' }), {
      message: /grow to 24 cores, but Standard DSv2 .* in westeurope has 20 of 20 left \(0 used\)/,
      remedy: /https:\/\/aka\.ms\/amlquota/,
    })
    assert.equal((await azure.arm('GET', '/computes/large')).status, 404)
  })

  it("Azure's own word on quota is explained where the check is off", async () => {
    await assert.rejects(provision('gpu', { size: 'Standard_NC6s_v3', checkQuota: 'false' }), {
      message: /cannot accomodate/,
      likelyCause: /The quota of the subscription for this VM family/,
      remedy: /https:\/\/aka\.ms\/amlquota/,
    })
  })

  it('a creation that fails ends with its reason, and the next run repairs it', async () => {
    const message = 'Operation results in exceeding quota limits of Microsoft.Batchlusters.'
    const error = { code: 'BadRequest', message }
    azure.azure.world.faults.add({ effect: { kind: 'failedOperation', operation: 'compute.create', error } })
    await assert.rejects(provision('failing'), { message: /the operation failed.*exceeding quota limits/ })
    assert.equal(actionOf(await provision('failing')), 'updated')
  })

  it('the nodes that it must keep are waited for, with their states', async () => {
    azure.azure.world.pace.set('nodes', { kind: 'reads', count: 2 })
    const { log } = await provision('rising', { minInstances: '2' })
    assert.deepEqual(
      log.lines.filter(line => line.startsWith('Nodes of')),
      [
        'Nodes of rising: 0 of 2 up, 2 preparing',
        'Nodes of rising: 1 of 2 up, 1 preparing',
        'Nodes of rising: 2 of 2 up',
      ],
    )
  })

  const failures: [what: string, operation: string, code: string, expected: object][] = [
    [
      'machines that the region does not have',
      'nodes.allocate',
      'AllocationFailed',
      {
        message: /was made, but Azure gives it 0 of 1 nodes\. AllocationFailed: Told by Azure\./,
        likelyCause: /no machines of this size/,
      },
    ],
    [
      'a subnet without addresses',
      'nodes.allocate',
      'SubnetIsFull',
      { remedy: /the subnet has free addresses/ },
    ],
    ['a node that breaks', 'nodes.start', 'Any', { message: /has 1 unusable node\(s\) of 1/ }],
  ]
  for (const [at, [what, operation, code, expected]] of failures.entries()) {
    it(`a cluster that is Succeeded is no success with ${what}`, async () => {
      const error = { code, message: 'Told by Azure.' }
      azure.azure.world.faults.add({ effect: { kind: 'failedOperation', operation, error } })
      await assert.rejects(provision(`starved${at}`, { minInstances: '1' }), expected)
    })
  }

  it('cores that are used up elsewhere are told when the nodes do not come', async () => {
    const inputs = { minInstances: '6', maxInstances: '6', checkQuota: 'false' }
    await assert.rejects(provision('crowded', inputs), {
      message: /gives it [0-5] of 6 nodes\. ClusterCoreQuotaReached/,
      likelyCause: /quota/,
    })
  })

  it('nodes that nobody asked for are no failure, but what Azure says of them is a warning', async () => {
    const error = { code: 'AllocationFailed', message: 'Told by Azure.' }
    azure.azure.world.faults.add({
      effect: { kind: 'failedOperation', operation: 'nodes.allocate', error },
    })
    await assert.rejects(provision('warned', { minInstances: '1' }))
    const { log } = await provision('warned')
    assert.match(log.warnings.join('\n'), /AllocationFailed: Told by Azure\. The region has no machines/)
  })

  it('nodes that do not come in time end the step; the cluster stays', async () => {
    azure.azure.world.pace.set('nodes', { kind: 'reads', count: 100_000 })
    const host = prepared('slow', { minInstances: '1', waitTimeoutInMinutes: '1' })
    host.clock.now = leaping(host)
    await assert.rejects(runOn(host), { message: 'Cluster slow had 0 of 1 up, 1 preparing after 1 minutes.' })
    assert.equal((await read('slow')).properties['provisioningState'], 'Succeeded')
  })

  it('an operation that does not end in time ends the step', async () => {
    azure.azure.world.pace.set('compute', { kind: 'reads', count: 100_000 })
    const host = prepared('endless', { waitTimeoutInMinutes: '1' })
    host.clock.now = leaping(host)
    await assert.rejects(runOn(host), { message: /endless was not ready within 1 minutes/ })
  })

  it('two steps at once make one cluster', async () => {
    azure.azure.world.pace.set('compute', { kind: 'reads', count: 20 })
    const hosts = await Promise.all([provision('shared'), provision('shared')])
    assert.deepEqual(hosts.map(actionOf).sort(), ['created', 'reused'])
    assert.equal((await read('shared')).properties['provisioningState'], 'Succeeded')
  })

  it('a step that finds the cluster being written by another waits for it, and looks again', async () => {
    azure.azure.world.faults.add({
      path: '/computes/contended\\?',
      method: 'PUT',
      effect: { kind: 'status', status: 409, body: { error: { code: 'Conflict', message: 'Busy.' } } },
    })
    const { log, outputValues } = await provision('contended')
    assert.match(log.text, /Somebody else is writing cluster contended at this moment/)
    assert.equal(outputValues['computeAction'], 'created')
  })

  it('one that is being deleted is waited out and made again', async () => {
    await provision('doomed')
    azure.azure.world.pace.set('compute', { kind: 'reads', count: 3 })
    await azure.arm('DELETE', '/computes/doomed?underlyingResourceAction=Delete')
    assert.equal(actionOf(await provision('doomed')), 'created')
  })

  it('is made through a storm of 429', async () => {
    const effect = { kind: 'status', status: 429, retryAfter: 1 } as const
    azure.azure.world.faults.add({ path: '/computes/stormy', times: 5, effect })
    azure.azure.world.faults.add({ path: '/usages', times: 3, effect })
    assert.equal(actionOf(await provision('stormy')), 'created')
  })

  it('cancelled, it tells what may be left, which carries the tags of its build', async () => {
    azure.azure.world.pace.set('compute', { kind: 'reads', count: 100_000 })
    const stop = new AbortController()
    const host = prepared('cancelled', { minInstances: '1' }, stop.signal)
    const ended = assert.rejects(runOn(host), isCancelled)
    while ((await azure.arm('GET', '/computes/cancelled')).status !== 200) await delay(10)
    stop.abort()
    await ended
    assert.equal(host.compensations.size, 1)
    for (const left of host.compensations) await left.run(new AbortController().signal)
    assert.match(
      host.log.warnings.join(),
      /cancelled may still be created .* tag mlops\.build=100\. It keeps 1 node/,
    )
    assert.equal((await read('cancelled')).tags['mlops.build'], '100')
  })
})

/** Each wait takes ten minutes off the deadline. */
function leaping({ clock }: FakeHost): () => number {
  let ahead = 0
  const { sleep } = clock
  clock.sleep = (milliseconds, signal) => {
    ahead += 600_000
    return sleep(milliseconds, signal)
  }
  return () => Date.now() + ahead
}
