import assert from 'node:assert/strict'
import { explain } from '../../../tasks/common/host/report.ts'
import { folderPerTest } from '../../support/folder.ts'
import { task } from '../../../tasks/MLOpsDeployToAks/MLOpsDeployToAksV1/task.ts'
import { Interrupted, STEPS } from './interrupted.ts'
import { Release } from './release.ts'

const NEXT_BUILD = { 'Build.BuildId': '8', 'Build.BuildNumber': '20261123.8' }

describe('a run after one that was killed', () => {
  const folder = folderPerTest()

  const over =
    (traffic: Record<string, number> | undefined, inputs: Record<string, string> = {}) =>
    (signal: AbortSignal): Release => {
      const variables = { 'Build.BuildNumber': '20261123.7', 'Build.DefinitionName': 'chd-release' }
      const release = new Release(folder(), inputs, { signal, variables })
      release.world.serving.attach()
      if (traffic) release.world.serving.serve(traffic)
      return release
    }

  async function killed(
    when: 'begun' | 'ended',
    step: string,
    prepare: (signal: AbortSignal) => Release,
  ): Promise<Release> {
    const interrupted = new Interrupted(prepare, when, step, true)
    await interrupted.run()
    return interrupted.release
  }

  for (const step of STEPS) {
    for (const when of ['begun', 'ended'] as const) {
      it(`at "${step}" (${when}), as another build, ends with one deployment, its own`, async () => {
        const release = await killed(when, step, over({ blue: 100 }))
        await release.again(NEXT_BUILD)
        const { serving, leases } = release.world
        assert.equal(serving.deploymentNames.length, 1)
        const [name = ''] = serving.deploymentNames
        assert.deepEqual(
          Object.entries(serving.traffic ?? {}).filter(([, share]) => share > 0),
          [[name, 100]],
        )
        assert.equal(leases.isLeased('chd.json'), false)
      })
    }
  }

  it('says what it found, and gives the traffic back before it begins', async () => {
    const release = await killed('ended', 'traffic 50 %', over({ blue: 100 }))
    const host = release.newHost(NEXT_BUILD)
    await task.run(task.readInputs(host), host)
    const found =
      /WARNING build 20261123\.7 of chd-release was lost while rolling out deployment green at "traffic 50 %"; settling that first/
    assert.match(host.log.text, found)
    assert.match(host.log.text, /Endpoint chd is as before the roll-out: blue 100 %/)
    assert.deepEqual(release.world.serving.trafficHistory.slice(2), [
      { blue: 100 },
      { blue: 90, green: 10 },
      { blue: 50, green: 50 },
      { blue: 0, green: 100 },
    ])
  })

  it('finds what it left under a name of its own, too: no orphan stays', async () => {
    const release = await killed('ended', 'smoke test', over({ blue: 100 }, { deploymentName: 'build-7' }))
    assert.deepEqual(release.world.serving.deploymentNames, ['blue', 'build-7'])
    const host = release.newHost(NEXT_BUILD)
    const inputs = { ...task.readInputs(host), deploymentName: 'build-8' }
    await task.run(inputs, host)
    assert.deepEqual(release.world.serving.deploymentNames, ['build-8'])
  })

  it('finishes forward what only had to remove the old one', async () => {
    const release = await killed('begun', 'previous deployment', over({ blue: 100 }))
    await release.again()
    assert.deepEqual(release.world.serving.deploymentNames, ['green'])
    assert.deepEqual(release.world.serving.trafficHistory.at(-1), { blue: 0, green: 100 })
  })

  for (const step of ['endpoint', 'deployment', 'traffic 100 %']) {
    it(`at "${step}" of a first release makes the one endpoint anew`, async () => {
      const release = await killed('begun', step, over(undefined))
      await release.again(NEXT_BUILD)
      const { serving } = release.world
      assert.equal(serving.endpoints.size, 1)
      assert.deepEqual(serving.deploymentNames, ['blue'])
      assert.deepEqual(serving.traffic, { blue: 100 })
    })
  }

  it('leaves the traffic that somebody chose since, and the deployment that has it', async () => {
    const release = await killed('ended', 'traffic 50 %', over({ blue: 100 }))
    const { serving } = release.world
    serving.endpoints.get('chd')!.properties.traffic = { blue: 0, green: 100 }
    const host = release.newHost(NEXT_BUILD)
    await task.run(task.readInputs(host), host)
    assert.match(host.log.text, /stays green 100 %: somebody else chose it/)
    assert.deepEqual(
      serving.trafficHistory[2],
      { green: 90, blue: 10 },
      'goes on from what that person chose',
    )
    assert.deepEqual(serving.deploymentNames, ['blue'])
  })

  it('has nothing to settle where the endpoint is gone', async () => {
    const release = await killed('ended', 'traffic 50 %', over({ blue: 100 }))
    const { serving } = release.world
    serving.endpoints.clear()
    serving.deployments.clear()
    await release.again(NEXT_BUILD)
    assert.deepEqual(serving.deploymentNames, ['blue'])
  })

  it('before its post-job part makes that one leave the endpoint alone', async () => {
    const release = await killed('ended', 'traffic 50 %', over({ blue: 100 }))
    await release.again(NEXT_BUILD)
    const history = release.world.serving.trafficHistory.length
    const post = await release.finish()
    assert.match(post.log.text, /build 20261123\.8 of chd-release has taken endpoint chd over/)
    assert.equal(release.world.serving.trafficHistory.length, history)
    assert.deepEqual(release.world.serving.deploymentNames, ['green'])
  })
})

describe('a roll-out whose judgement is inconclusive', () => {
  const folder = folderPerTest()

  /** The network between agent and router is down while the new deployment has 50 %, as long as `isDown` says so. */
  function paused(isDown: () => boolean = () => true): Release {
    const release = new Release(folder(), { bakeTimeInSeconds: '10' })
    const { serving, wire } = release.world
    serving.attach().serve({ blue: 100 })
    wire.on('POST', /^router\.example/, request => {
      if (serving.traffic?.['green'] === 50 && isDown()) throw new Error('read ECONNRESET')
      return serving.score(request)
    })
    return release
  }

  it('pauses: traffic stays, nothing is removed, and the failure says how to go on', async () => {
    const release = paused()
    const said = await release.failure()
    assert.match(said, /The roll-out to endpoint chd is paused/)
    assert.match(said, /fit for more than 50 % cannot be said: it gave 0 of 11 answers/)
    assert.match(said, /run this stage again: it goes on from here/)
    assert.match(said, /az ml online-endpoint update --name chd --traffic "blue=100 green=0"/)
    assert.deepEqual(release.world.serving.traffic, { blue: 50, green: 50 })
    assert.deepEqual(release.world.serving.deploymentNames, ['blue', 'green'])
    assert.equal(release.world.leases.isLeased('chd.json'), false)
  })

  it('goes on where it paused when the same step runs again', async () => {
    let down = true
    const release = paused(() => down)
    await release.failure()
    down = false
    const host = release.newHost()
    await task.run(task.readInputs(host), host)
    assert.match(host.log.text, /An earlier attempt of this step paused while .*goes on from there/)
    assert.deepEqual(release.world.serving.trafficHistory, [
      { blue: 90, green: 10 },
      { blue: 50, green: 50 },
      { blue: 0, green: 100 },
    ])
    assert.deepEqual(release.world.serving.deploymentNames, ['green'])
    assert.equal(release.world.wire.sent('PUT', /deployments\/green/).length, 1, 'made once')
  })

  it('is taken back by another run before that one begins', async () => {
    let down = true
    const release = paused(() => down)
    await release.failure()
    down = false
    const host = release.newHost(NEXT_BUILD)
    await task.run(task.readInputs(host), host)
    assert.match(host.log.text, /paused while rolling out deployment green at "traffic 50 %"; settling/)
    assert.deepEqual(release.world.serving.trafficHistory[2], { blue: 100 })
    assert.deepEqual(release.world.serving.deploymentNames, ['green'])
  })

  it('is taken back by the same step too, where its inputs were changed meanwhile', async () => {
    let down = true
    const release = paused(() => down)
    await release.failure()
    down = false
    const host = release.newHost()
    await task.run({ ...task.readInputs(host), tags: { why: 'edited' } }, host)
    assert.match(host.log.text, /An earlier attempt of this step paused .*; settling/)
    assert.deepEqual(release.world.serving.trafficHistory[2], { blue: 100 })
    assert.deepEqual(release.world.serving.deploymentNames, ['green'])
    assert.equal(release.world.wire.sent('PUT', /deployments\/green/).length, 2, 'made anew')
  })

  it('is told with the failure when it pauses again', async () => {
    const release = paused()
    await release.failure()
    const host = release.newHost()
    const error: unknown = await task.run(task.readInputs(host), host).catch((thrown: unknown) => thrown)
    assert.match(explain(error).join('\n'), /The roll-out to endpoint chd is paused/)
  })
})
