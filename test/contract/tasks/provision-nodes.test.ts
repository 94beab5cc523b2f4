import assert from 'node:assert/strict'
import { provisionOverAzure, type ProvisionOverAzure } from './provision-over-azure.ts'
import type { FakeHost } from '../../support/fake-host.ts'

describe('The nodes that MLOpsProvisionCompute waits for in local Azure', function () {
  this.timeout(60_000)
  let task: ProvisionOverAzure

  before(async () => (task = await provisionOverAzure()))
  after(() => task.azure.close())
  afterEach(() => {
    task.azure.azure.world.pace.clear()
    task.azure.azure.world.faults.clear()
  })

  it('the nodes that it must keep are waited for, with their states', async () => {
    task.azure.azure.world.pace.set('nodes', { kind: 'reads', count: 2 })
    const { log } = await task.provision('rising', { minInstances: '2' })
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
    [
      'a node that breaks',
      'nodes.start',
      'Any',
      { message: /has 1 unusable node\(s\) of 1: unusable tvmps_starved2_0 \(10\.0\.0\.4\)/ },
    ],
  ]
  for (const [at, [what, operation, code, expected]] of failures.entries()) {
    it(`a cluster that is Succeeded is no success with ${what}`, async () => {
      task.failing(operation, code, 'Told by Azure.')
      await assert.rejects(task.provision(`starved${at}`, { minInstances: '1' }), expected)
    })
  }

  it('a low-priority node that Azure takes back is named, with what to do about it', async () => {
    task.failing('nodes.preempt', 'Any', 'Any.')
    await assert.rejects(task.provision('lost-nodes', { minInstances: '1', tier: 'low_priority' }), {
      message: 'Cluster lost-nodes has 1 preempted node(s) of 1: preempted tvmps_lost-nodes_0 (10.0.0.4).',
      likelyCause: /took the low-priority machines back/,
      remedy: /dedicated tier/,
    })
  })

  it('cores that are used up elsewhere are told when the nodes do not come', async () => {
    const inputs = { minInstances: '6', maxInstances: '6', checkQuota: 'false' }
    await assert.rejects(task.provision('crowded', inputs), {
      message: /gives it [0-5] of 6 nodes\. ClusterCoreQuotaReached/,
      likelyCause: /quota/,
    })
  })

  it('nodes that nobody asked for are no failure, but what Azure says of them is a warning', async () => {
    task.failing('nodes.allocate', 'AllocationFailed', 'Told by Azure.')
    await assert.rejects(task.provision('warned', { minInstances: '1' }))
    const { log } = await task.provision('warned')
    assert.match(log.warnings.join('\n'), /AllocationFailed: Told by Azure\. The region has no machines/)
  })

  it('nodes that do not come in time end the step; the cluster stays', async () => {
    task.azure.azure.world.pace.set('nodes', { kind: 'reads', count: 100_000 })
    const host = task.prepared('slow', { minInstances: '1', waitTimeoutInMinutes: '1' })
    host.clock.now = leaping(host)
    await assert.rejects(task.runOn(host), {
      message: 'Cluster slow had 0 of 1 up, 1 preparing after 1 minutes: preparing tvmps_slow_0 (10.0.0.4).',
    })
    assert.equal((await task.read('slow')).properties['provisioningState'], 'Succeeded')
  })

  it('an operation that does not end in time ends the step', async () => {
    task.azure.azure.world.pace.set('compute', { kind: 'reads', count: 100_000 })
    const host = task.prepared('endless', { waitTimeoutInMinutes: '1' })
    host.clock.now = leaping(host)
    await assert.rejects(task.runOn(host), { message: /endless was not ready within 1 minutes/ })
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
