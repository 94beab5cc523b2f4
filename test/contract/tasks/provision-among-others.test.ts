import assert from 'node:assert/strict'
import { setTimeout as delay } from 'node:timers/promises'
import { isCancelled } from '../../../tasks/common/azure/operation-poller.ts'
import { actionOf, provisionOverAzure, type ProvisionOverAzure } from './provision-over-azure.ts'

describe('MLOpsProvisionCompute among others, over local Azure', function () {
  this.timeout(60_000)
  let task: ProvisionOverAzure

  before(async () => (task = await provisionOverAzure()))
  after(() => task.azure.close())
  afterEach(() => {
    task.azure.azure.world.pace.clear()
    task.azure.azure.world.faults.clear()
  })

  it('two steps at once make one cluster', async () => {
    task.azure.azure.world.pace.set('compute', { kind: 'reads', count: 20 })
    const hosts = await Promise.all([task.provision('shared'), task.provision('shared')])
    assert.deepEqual(hosts.map(actionOf).sort(), ['created', 'reused'])
    assert.equal((await task.read('shared')).properties['provisioningState'], 'Succeeded')
  })

  it('a step that finds the cluster being written by another waits for it, and looks again', async () => {
    task.azure.azure.world.faults.add({
      path: '/computes/contended\\?',
      method: 'PUT',
      effect: { kind: 'status', status: 409, body: { error: { code: 'Conflict', message: 'Busy.' } } },
    })
    const { log, outputValues } = await task.provision('contended')
    assert.match(log.text, /Somebody else is writing cluster contended at this moment/)
    assert.equal(outputValues['computeAction'], 'created')
  })

  it('one that is being deleted is waited out and made again', async () => {
    await task.provision('doomed')
    task.azure.azure.world.pace.set('compute', { kind: 'reads', count: 3 })
    await task.azure.arm('DELETE', '/computes/doomed?underlyingResourceAction=Delete')
    assert.equal(actionOf(await task.provision('doomed')), 'created')
  })

  it('is made through a storm of 429', async () => {
    const effect = { kind: 'status', status: 429, retryAfter: 1 } as const
    task.azure.azure.world.faults.add({ path: '/computes/stormy', times: 5, effect })
    task.azure.azure.world.faults.add({ path: '/usages', times: 3, effect })
    assert.equal(actionOf(await task.provision('stormy')), 'created')
  })

  it('cancelled, it tells what may be left, which carries the tags of its build', async () => {
    task.azure.azure.world.pace.set('compute', { kind: 'reads', count: 100_000 })
    const stop = new AbortController()
    const host = task.prepared('cancelled', { minInstances: '1' }, stop.signal)
    const ended = assert.rejects(task.runOn(host), isCancelled)
    while ((await task.azure.arm('GET', '/computes/cancelled')).status !== 200) await delay(10)
    stop.abort()
    await ended
    assert.equal(host.compensations.size, 1)
    for (const left of host.compensations) await left.run(new AbortController().signal)
    assert.match(
      host.log.warnings.join(),
      /cancelled may still be created .* tag mlops\.build=100\. It keeps 1 node/,
    )
    assert.equal((await task.read('cancelled')).tags['mlops.build'], '100')
  })
})
