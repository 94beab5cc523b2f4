import assert from 'node:assert/strict'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { Release } from './release.ts'

const BLOB = 'container-of-workspaceblobstore/mlops/rollouts/chd.json'
const OTHER = { key: 'k'.repeat(64), title: 'build 41 of chd-release' }

describe('two runs at once on one endpoint', () => {
  const folder = folderPerTest()

  const second = (inputs: Record<string, string> = {}): Release => {
    const release = new Release(folder(), inputs)
    release.world.serving.attach().serve({ blue: 100 })
    return release
  }

  const armWrites = ({ world }: Release): string[] =>
    world.wire.lines.filter(line => /^(PUT|DELETE) management/.test(line))

  it('the second waits, says for whom, and goes on when the first has ended', async () => {
    const release = second()
    const { leases, host } = release.world
    leases.hold(BLOB, { holder: OTHER, unfinished: null, owner: null })
    const start = host.clock.now()
    let shiftedAt = 0
    release.world.serving.answer = () => {
      shiftedAt ||= host.clock.now()
      return { body: { predictions: [1] } }
    }
    await release.run()
    assert.match(host.log.text, /build 41 of chd-release works on endpoint chd; waiting for it to end/)
    assert.equal(host.log.text.match(/waiting for it to end/g)?.length, 1, 'said once')
    assert.ok(shiftedAt - start >= 60_000, 'the lease of the dead one ran out first')
    assert.deepEqual(release.world.serving.deploymentNames, ['green'])
  })

  it('the second stops with a clear message when the first goes on and on', async () => {
    const release = second()
    const { leases, wire } = release.world
    const record = { holder: OTHER, unfinished: null, owner: null }
    leases.hold(BLOB, record)
    wire.on('PUT', /chd\.json\?comp=lease/, () => failure(409, 'LeaseAlreadyPresent', 'Leased.'))
    const said = await release.failure()
    assert.match(said, /build 41 of chd-release still works on endpoint chd after 15 minutes/)
    assert.match(said, /What to do: Run this stage again when the other one has ended/)
    assert.deepEqual(armWrites(release), [])
  })

  it('a run holds the endpoint until it ends, and gives it back', async () => {
    const release = second()
    const { leases, serving } = release.world
    const held = new Set<boolean>()
    serving.answer = () => {
      held.add(leases.isLeased('chd.json'))
      return { body: { predictions: [1] } }
    }
    await release.run()
    assert.deepEqual([...held], [true])
    assert.equal(leases.isLeased('chd.json'), false)
    assert.deepEqual((leases.record('chd.json') as { unfinished: unknown }).unfinished, null)
  })

  it('keeps the lease through a bake that is longer than it', async () => {
    const release = second({ bakeTimeInSeconds: '300' })
    const { leases, serving } = release.world
    const held = new Set<boolean>()
    serving.answer = () => {
      held.add(leases.isLeased('chd.json'))
      return { body: { predictions: [1] } }
    }
    await release.run()
    assert.deepEqual([...held], [true])
  })

  it('changes nothing more once another has the lease: no traffic forth, none back', async () => {
    const release = second()
    const { leases, serving } = release.world
    serving.answer = () => {
      if (serving.traffic?.['green'] === 10) leases.steal('chd.json')
      return { body: { predictions: [1] } }
    }
    const said = await release.failure()
    assert.match(said, /This run holds endpoint chd no more; it changes nothing there from here on/)
    assert.deepEqual(serving.trafficHistory, [{ blue: 90, green: 10 }])
    assert.deepEqual(serving.deploymentNames, ['blue', 'green'])
  })

  it('works without a lock where storage lets nobody in, and says what that means', async () => {
    const release = second()
    const { wire, host } = release.world
    wire.on('*', /storage\.example/, failure(403, 'AuthorizationPermissionMismatch', 'No.'))
    const { result } = await release.run()
    assert.equal(result, 'Succeeded')
    assert.match(host.log.text, /WARNING .*cannot be locked.*Storage Blob Data Contributor/)
  })

  it('stops where storage fails otherwise: a lock that may be there is not passed by', async () => {
    const release = second()
    release.world.wire.on('*', /storage\.example/, failure(500, 'InternalError', 'Down.'))
    assert.match(await release.failure(), /Locking endpoint chd in data store workspaceblobstore failed/)
    assert.deepEqual(armWrites(release), [])
  })

  it('goes on through half a minute in which storage lets nobody in, which a lease outlasts', async () => {
    const release = second({ bakeTimeInSeconds: '120' })
    const { wire, host, serving } = release.world
    let downAt = 0
    wire.on('PUT', /chd\.json\?comp=lease/, request => {
      if (serving.traffic?.['green'] === 10) downAt ||= host.clock.now()
      if (downAt > 0 && host.clock.now() - downAt < 30_000) return failure(403, 'AuthorizationFailure', 'No.')
      return release.world.leases.answer(request)
    })
    assert.equal((await release.run()).result, 'Succeeded')
    assert.ok(downAt > 0)
  })

  it('gives the traffic back without storage, too, while the lease must still be its own', async () => {
    const release = second()
    const { wire, serving } = release.world
    serving.answer = () => {
      if (serving.traffic?.['green'] !== 10) return { body: { predictions: [1] } }
      wire.on('PUT', /chd\.json\?comp=lease/, new Error('read ECONNRESET'))
      return { status: 502 }
    }
    assert.match(await release.failure(), /Deployment green failed under traffic/)
    assert.deepEqual(serving.traffic, { blue: 100 })
  })

  it('stops where a person changed the traffic meanwhile, and leaves it as that person wants it', async () => {
    const release = second()
    const { serving } = release.world
    serving.answer = () => {
      if (serving.traffic?.['green'] === 10)
        serving.endpoints.get('chd')!.properties.traffic = { blue: 80, green: 20 }
      return { body: { predictions: [1] } }
    }
    const said = await release.failure()
    assert.match(
      said,
      /The traffic of endpoint chd is blue 80 %, green 20 %, which this roll-out did not choose/,
    )
    assert.deepEqual(serving.traffic, { blue: 80, green: 20 })
    assert.deepEqual(serving.deploymentNames, ['blue', 'green'])
    assert.match(release.world.host.log.text, /stays blue 80 %, green 20 %: somebody else chose it/)
  })
})
