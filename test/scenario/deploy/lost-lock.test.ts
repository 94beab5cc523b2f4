import assert from 'node:assert/strict'
import sinon from 'sinon'
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
})
