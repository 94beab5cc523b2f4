import assert from 'node:assert/strict'
import sinon from 'sinon'
import type { Reply } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { Release } from './release.ts'

describe('the lock of an endpoint', () => {
  const folder = folderPerTest()
  let timers: sinon.SinonFakeTimers

  beforeEach(() => (timers = sinon.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })))
  afterEach(() => timers.restore())

  const second = (signal = new AbortController().signal): Release => {
    const release = new Release(folder(), {}, { signal })
    release.world.serving.attach().serve({ blue: 100 })
    return release
  }

  /** Two minutes in which nothing is waited for but an answer. */
  async function twoMinutes({ world }: Release): Promise<void> {
    for (let second = 0; second < 120; second += 10) {
      world.clock.time += 10_000
      await timers.tickAsync(10_000)
      await new Promise(resolve => setImmediate(resolve))
    }
  }

  it('is kept while an upload or a request goes on for longer than a lease lasts', async () => {
    const release = second()
    const { wire, leases } = release.world
    const held: boolean[] = []
    wire.on('PUT', /\/environments\/[^/]+\/versions\//, async () => {
      await twoMinutes(release)
      held.push(leases.isLeased('chd.json'))
      return { status: 201, body: {} }
    })
    await release.run()
    assert.deepEqual(held, [true])
    assert.equal(timers.countTimers(), 0, 'nothing keeps a lock that was given back')
  })

  it('that another run has by now ends the attempts of a change that Azure refused to take at first', async () => {
    const release = second()
    const { wire, serving, leases } = release.world
    let refused = 0
    wire.on('PUT', /onlineEndpoints\/chd\?/, () => {
      refused += 1
      leases.steal('chd.json')
      return { status: 429, headers: { 'retry-after': '70' } }
    })
    const said = await release.failure()
    assert.equal(refused, 1)
    assert.match(said, /This run holds endpoint chd no more/)
    assert.deepEqual(serving.traffic, { blue: 100 })
    assert.deepEqual(serving.deploymentNames, ['blue', 'green'])
  })

  it('that may be another run’s keeps a cancelled run from the traffic', async () => {
    const controller = new AbortController()
    const release = second(controller.signal)
    const { serving, clock } = release.world
    let cancelled: Promise<unknown> | undefined
    serving.answer = () => {
      if (serving.traffic?.['green'] !== 10) return { body: { predictions: [1] } }
      clock.time += 61_000 // the machine slept
      cancelled ??= release.cancel(controller).catch((error: unknown) => error)
      return { status: 200 }
    }
    await assert.rejects(release.run())
    assert.match(String(await cancelled), /another run/)
    assert.deepEqual(serving.trafficHistory, [{ blue: 90, green: 10 }])
  })

  /** The agent of this step is taken for lost when green has `share`, and goes on beside the step's next attempt. */
  async function overtakenAt(share: number, answer: Reply): Promise<Release> {
    const release = second()
    const { serving, leases } = release.world
    let isTaken = false
    serving.answer = () => {
      if ((serving.traffic?.['green'] ?? 0) !== share || isTaken) return { body: { predictions: [1] } }
      const blob = [...leases.blobs.values()][0]
      assert.ok(blob)
      const record = JSON.parse(blob.content.toString('utf8')) as object
      blob.content = Buffer.from(JSON.stringify({ ...record, writer: 'the next attempt' }))
      isTaken = true
      return answer
    }
    assert.match(await release.failure(), /This run holds endpoint chd no more/)
    return release
  }

  for (const [what, share, answer] of [
    ['goes on after its test', 0, { body: { predictions: [1] } }],
    ['goes on under traffic', 10, { body: { predictions: [1] } }],
    ['fails under traffic', 10, { status: 502 }],
  ] as const)
    it(`is the later attempt's where two of one step run: the earlier one, which ${what}, changes nothing`, async () => {
      const { serving, leases } = (await overtakenAt(share, answer)).world
      assert.deepEqual(serving.trafficHistory, share === 0 ? [] : [{ blue: 90, green: 10 }])
      assert.deepEqual(serving.deploymentNames, ['blue', 'green'])
      assert.equal(leases.isLeased('chd.json'), true, 'the lease is not given back for another')
    })
})
