import assert from 'node:assert/strict'
import { explain } from '../../../tasks/common/host/report.ts'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { Interrupted } from './interrupted.ts'
import { Release } from './release.ts'

const BACK = /az ml online-endpoint update --name chd --traffic "blue=100 green=0"/

describe('the way back of a roll-out', () => {
  const folder = folderPerTest()

  const second =
    (inputs: Record<string, string> = {}) =>
    (signal?: AbortSignal): Release => {
      const release = new Release(folder(), inputs, signal && { signal })
      release.world.serving.attach().serve({ blue: 100 })
      return release
    }

  /** Errs at 10 %; `then` happens as soon as it does. */
  const errs = (then: (release: Release) => void): Release => {
    const release = second()()
    const { serving } = release.world
    let done = false
    serving.answer = () => {
      if (serving.traffic?.['green'] !== 10) return { body: { predictions: [1] } }
      if (!done) then(release)
      done = true
      return { status: 502 }
    }
    return release
  }

  const timeOut = (): Error => Object.assign(new Error('The operation was aborted.'), { name: 'AbortError' })

  it('goes on with its next step when one gets no answer in time, and tells the commands', async () => {
    const release = errs(({ world }) => world.wire.on('DELETE', /deployments\/green/, timeOut()))
    const said = await release.failure()
    assert.match(said, /failed under traffic[^]*And the way back failed too/)
    assert.match(said, /az ml online-deployment delete --name green/)
    assert.deepEqual(release.world.serving.traffic, { blue: 100 })
  })

  it('tells the command when the traffic gets no answer in time', async () => {
    const release = errs(({ world }) => world.wire.on('PUT', /onlineEndpoints\/chd\?/, timeOut()))
    assert.match(await release.failure(), BACK)
  })

  it('tells nobody to change the traffic by hand where another run has the endpoint', async () => {
    const release = errs(({ world }) => world.leases.steal('chd.json'))
    const said = await release.failure()
    assert.match(said, /This run holds endpoint chd no more/)
    assert.doesNotMatch(said, /az ml/)
  })

  it('says why the roll-out failed also where its record can no longer be written', async () => {
    const release = errs(({ world }) =>
      world.wire.on('PUT', /chd\.json$/, failure(500, 'InternalError', 'Down.')),
    )
    const said = await release.failure()
    assert.match(said, /Deployment green failed under traffic/)
    assert.deepEqual(release.world.serving.traffic, { blue: 100 })
    assert.match(release.world.host.log.text, /WARNING .*record of the roll-out/)
  })

  it('is told with a pause also where its record can no longer be written', async () => {
    const release = second()()
    const { serving, wire } = release.world
    wire.on('POST', /^router\.example/, request => {
      if (serving.traffic?.['green'] !== 10) return serving.score(request)
      wire.on('PUT', /chd\.json$/, failure(500, 'InternalError', 'Down.'))
      throw new Error('read ECONNRESET')
    })
    const said = await release.failure()
    assert.match(said, /The roll-out to endpoint chd is paused/)
    assert.match(said, BACK)
  })

  for (const [what, where] of [
    ['storage', /storage\.example/],
    ['the workspace', /workspaces\/ws-mlops\?/],
  ] as const) {
    it(`after the job tells the commands where ${what} does not answer`, async () => {
      const interrupted = new Interrupted(second(), 'ended', 'traffic 10 %', true)
      await interrupted.run()
      const { release } = interrupted
      release.world.wire.on('*', where, failure(500, 'InternalError', 'Down.'))
      const said: unknown = await release.finish().catch((error: unknown) => error)
      assert.match(explain(said).join('\n'), BACK)
    })
  }

  it('after the job tells how to remove the old deployment where it only had to go forward', async () => {
    const interrupted = new Interrupted(second(), 'ended', 'traffic 100 %', true)
    await interrupted.run()
    const { release } = interrupted
    release.world.wire.on('DELETE', /deployments\/blue/, failure(400, 'BadRequest', 'No.'))
    const said = explain(await release.finish().catch((error: unknown) => error)).join('\n')
    assert.match(said, /az ml online-deployment delete --name blue --endpoint-name chd/)
    assert.doesNotMatch(said, /--traffic/)
  })

  it('after the job is gone also where another run took the endpoint and was lost before it settled', async () => {
    const interrupted = new Interrupted(second(), 'ended', 'traffic 10 %', true)
    await interrupted.run()
    const { release } = interrupted
    const { leases, serving } = release.world
    const record = leases.record('chd.json') as object
    const [name = ''] = leases.blobs.keys()
    leases.hold(name, { ...record, holder: { key: 'k'.repeat(64), title: 'build 41' } })
    release.world.clock.time += 61_000
    await release.finish()
    assert.equal(serving.traffic?.['green'] ?? 0, 0)
    assert.deepEqual(serving.deploymentNames, ['blue'])
  })
})
