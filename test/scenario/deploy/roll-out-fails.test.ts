import assert from 'node:assert/strict'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { Release } from './release.ts'

describe('a roll-out that fails', () => {
  const folder = folderPerTest()

  /** A release over an endpoint on which blue serves. */
  const second = (inputs: Record<string, string> = {}): Release => {
    const release = new Release(folder(), inputs)
    release.world.serving.attach().serve({ blue: 100 })
    return release
  }

  const servesAsBefore = ({ world }: Release): void => {
    assert.deepEqual(
      Object.entries(world.serving.traffic ?? {}).filter(([, share]) => share > 0),
      [['blue', 100]],
    )
    assert.deepEqual(world.serving.deploymentNames, ['blue'])
    assert.equal(world.host.outputValues['deployed'], undefined)
  }

  it('because the smoke test gives a wrong answer never gets traffic, and shows why', async () => {
    const release = second()
    release.world.serving.answer = () => ({ body: { predictions: [0] } })
    const said = await release.failure()
    assert.match(said, /smoke test of deployment green failed/)
    assert.match(said, /\$\.predictions\[0\] = 1: it is 0/)
    assert.match(said, /What to do:/)
    assert.deepEqual(release.world.serving.trafficHistory, [])
    servesAsBefore(release)
    assert.match(release.world.host.log.text, /GROUP The log of deployment green/)
  })

  it('because the service refuses its request does not show what of the request it quotes', async () => {
    folder().write({ 'rows.json': '{"data": [{"patient": "Jane Doe", "record": 70117015}]}' })
    const release = second({ requestFile: folder().at('rows.json') })
    release.world.serving.answer = () => ({ status: 400, body: 'no float: Jane Doe of 70117015' })
    const said = await release.failure()
    assert.match(said, /the status is 400: no float: \*\*\* of \*\*\*/)
    assert.doesNotMatch(`${said}${release.world.host.log.text}`, /Jane|70117015/)
  })

  it('because init() throws explains the code that Azure names', async () => {
    const release = second()
    release.world.serving.deploymentFails = { code: 'UserScriptInitFailed', message: 'init() failed.' }
    const said = await release.failure()
    assert.match(said, /Likely cause: init\(\) of the scoring script threw/)
    assert.match(said, /What to do: Read the traceback/)
    servesAsBefore(release)
  })

  it('because the smoke test loses its connection says that, too, in plain words', async () => {
    const release = second()
    let asked = 0
    release.world.serving.answer = () => {
      if (++asked > 1) throw new Error('socket hang up')
      return { body: { predictions: [1] } }
    }
    const said = await release.failure()
    assert.match(said, /smoke test of deployment green failed: the second request got no answer/)
    assert.match(said, /Likely cause: [^]*What to do: [^]*Caused by: socket hang up/)
    servesAsBefore(release)
  })

  it('because the live deployment answered the smoke test, whose header was lost on the way', async () => {
    const release = second()
    release.world.serving.answer = () => ({
      body: { predictions: [1] },
      headers: { 'azureml-model-deployment': 'blue' },
    })
    assert.match(await release.failure(), /smoke test of deployment green failed: deployment blue answered/)
    servesAsBefore(release)
  })

  it('because the smoke test is too slow', async () => {
    const release = second({ maxLatencyInMilliseconds: '1' })
    release.world.serving.answer = () => {
      const end = performance.now() + 5
      while (performance.now() < end);
      return { body: { predictions: [1] } }
    }
    assert.match(await release.failure(), /more than maxLatencyInMilliseconds \(1\)/)
    servesAsBefore(release)
  })

  it('because the traffic is refused', async () => {
    const release = second()
    release.world.wire.on('PUT', /onlineEndpoints\/chd\?/, failure(400, 'BadRequest', 'No.'))
    assert.match(await release.failure(), /Changing the traffic of endpoint chd failed: No\./)
    servesAsBefore(release)
  })

  for (const share of [10, 50, 100]) {
    it(`because it errs at ${share} % gives all the traffic back before it removes anything`, async () => {
      const release = second()
      const { serving } = release.world
      serving.answer = () =>
        serving.traffic?.['green'] === share ? { status: 502 } : { body: { predictions: [1] } }
      assert.match(await release.failure(), /Deployment green failed under traffic/)
      servesAsBefore(release)
      const blueBack = release.world.wire.lines.findLastIndex(line =>
        /^PUT .*onlineEndpoints\/chd$/.test(line),
      )
      const greenGone = release.world.wire.lines.findIndex(line => /^DELETE .*deployments\/green$/.test(line))
      assert.ok(blueBack < greenGone)
      assert.ok(release.world.wire.lines.every(line => !/^DELETE .*deployments\/blue$/.test(line)))
    })
  }

  it('leaves the new deployment for inspection where that is the choice', async () => {
    const release = second({ onFailure: 'keepDeployment' })
    release.world.serving.answer = () => ({ body: { predictions: [0] } })
    await release.failure()
    assert.deepEqual(release.world.serving.deploymentNames, ['blue', 'green'])
    assert.deepEqual(release.world.serving.trafficHistory, [])
  })

  it('as the first of its endpoint leaves no endpoint behind', async () => {
    const release = new Release(folder())
    release.world.serving.attach().deploymentFails = { code: 'ImagePullLoopBackOff', message: 'Back-off.' }
    assert.match(await release.failure(), /AcrPull/)
    assert.equal(release.world.serving.endpoints.size, 0)
  })

  it('leaves an endpoint alone that it did not make', async () => {
    const release = new Release(folder())
    release.world.serving.attach().serve({}).deploymentFails = {
      code: 'PodUnschedulable',
      message: 'No room.',
    }
    assert.match(await release.failure(), /No node of the cluster has room/)
    assert.equal(release.world.serving.endpoints.size, 1)
    assert.deepEqual(release.world.serving.deploymentNames, [])
  })

  it('and cannot go back tells the command that finishes by hand', async () => {
    const release = second()
    const { serving, wire } = release.world
    serving.answer = () => {
      if (serving.traffic?.['green'] !== 10) return { body: { predictions: [1] } }
      wire.on('PUT', /onlineEndpoints\/chd\?/, failure(400, 'BadRequest', 'No.'))
      return { status: 502 }
    }
    const said = await release.failure()
    assert.match(said, /And the way back failed too/)
    assert.match(said, /az ml online-endpoint update --name chd --traffic "blue=100 green=0"/)
    assert.match(said, /--resource-group rg-mlops --workspace-name ws-mlops/)
  })

  it('after all the traffic is the new one’s goes on serving it, with an issue', async () => {
    const release = second()
    release.world.wire.on('DELETE', /deployments\/blue\?/, failure(400, 'BadRequest', 'No.'))
    const { result } = await release.run()
    assert.equal(result, 'SucceededWithIssues')
    assert.equal(release.world.serving.traffic?.['green'], 100)
    assert.match(release.world.host.log.text, /WARNING The new deployment serves, but not all is tidy/)
  })

  it('neutralises nothing by itself: the container’s words go through the log of the host', async () => {
    const release = second()
    release.world.serving.answer = () => ({ body: {} })
    await release.failure()
    assert.ok(release.world.host.log.lines.includes('##vso[task.complete result=Failed]'))
  })
})
