import assert from 'node:assert/strict'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { Release } from './release.ts'

describe('a roll-out that is cancelled while it goes back', () => {
  const folder = folderPerTest()

  /** A release that errs at 10 % and is cancelled when its log says `line`. */
  async function cancelledAt(line: string, inputs: Record<string, string> = {}): Promise<Release> {
    const controller = new AbortController()
    const release = new Release(folder(), inputs, { signal: controller.signal })
    const { serving, host } = release.world
    serving.attach().serve({ blue: 100 })
    serving.answer = () =>
      serving.traffic?.['green'] === 10 ? { status: 502 } : { body: { predictions: [1] } }
    let cancelled: Promise<void> | undefined
    const info = host.log.info.bind(host.log)
    host.log.info = message => {
      info(message)
      if (message === line) cancelled ??= release.cancel(controller)
    }
    await assert.rejects(release.run())
    assert.ok(cancelled, `the log never said ${line}`)
    await cancelled
    return release
  }

  for (const line of [
    'Going back: the traffic will be blue 100 %.',
    'Undoing: traffic 10 %',
    'Undoing: deployment',
    'Deleting deployment green: Succeeded',
  ]) {
    it(`at "${line}" has the traffic back at once, and all of it after the job`, async () => {
      const release = await cancelledAt(line)
      const { serving, leases } = release.world
      assert.equal(serving.traffic?.['blue'], 100)
      const post = await release.finish()
      assert.equal(serving.traffic?.['blue'], 100)
      assert.deepEqual(serving.deploymentNames, ['blue'])
      assert.match(post.log.text, /Endpoint chd is as before the roll-out: blue 100 %/)
      assert.equal(leases.isLeased('chd.json'), false)
    })
  }

  it('may finish twice: the second time finds nothing to do', async () => {
    const release = await cancelledAt('Undoing: deployment')
    await release.finish()
    const history = release.world.serving.trafficHistory.length
    await release.finish()
    assert.equal(release.world.serving.trafficHistory.length, history)
    assert.deepEqual(release.world.serving.deploymentNames, ['blue'])
  })

  it('tells the commands where the post-job part cannot put it back either', async () => {
    const release = await cancelledAt('Undoing: deployment')
    release.world.wire.on('DELETE', /deployments\/green/, failure(400, 'BadRequest', 'No.'))
    await assert.rejects(release.finish(), /And the way back failed too/)
    assert.notEqual((release.world.leases.record('chd.json') as { unfinished: unknown }).unfinished, null)
  })

  it('is put back by the next run where the post-job part never ran', async () => {
    const release = await cancelledAt('Undoing: deployment')
    release.world.serving.answer = () => ({ body: { predictions: [1] } })
    await release.again({ 'Build.BuildId': '8' })
    assert.deepEqual(release.world.serving.deploymentNames, ['green'])
    assert.equal(release.world.serving.traffic?.['green'], 100)
  })
})
