import assert from 'node:assert/strict'
import { folderPerTest } from '../../support/folder.ts'
import { Interrupted, STEPS } from './interrupted.ts'
import { Release } from './release.ts'

describe('a roll-out that is interrupted', () => {
  const folder = folderPerTest()

  const over =
    (traffic: Record<string, number> | undefined, inputs: Record<string, string> = {}) =>
    (signal: AbortSignal): Release => {
      const release = new Release(folder(), inputs, { signal })
      release.world.serving.attach()
      if (traffic) release.world.serving.serve(traffic)
      return release
    }

  const live = ({ world }: Release): Record<string, number> =>
    Object.fromEntries(Object.entries(world.serving.traffic ?? {}).filter(([, share]) => share > 0))

  for (const kill of [false, true]) {
    describe(kill ? 'by a kill' : 'by a cancelled pipeline', () => {
      for (const step of STEPS.slice(0, -2)) {
        for (const when of ['begun', 'ended'] as const) {
          it(`when "${step}" has ${when} is undone by the post-job part`, async () => {
            const interrupted = new Interrupted(over({ blue: 100 }), when, step, kill)
            await interrupted.run()
            const { release } = interrupted
            if (!kill) assert.deepEqual(live(release), { blue: 100 }, 'traffic goes back at once')
            const post = await release.finish()
            assert.deepEqual(live(release), { blue: 100 })
            assert.deepEqual(release.world.serving.deploymentNames, ['blue'])
            assert.match(post.log.text, /Endpoint chd is as before the roll-out: blue 100 %/)
          })
        }
      }

      it('when the last share has begun is undone', async () => {
        const interrupted = new Interrupted(over({ blue: 100 }), 'begun', 'traffic 100 %', kill)
        await interrupted.run()
        await interrupted.release.finish()
        assert.deepEqual(live(interrupted.release), { blue: 100 })
        assert.deepEqual(interrupted.release.world.serving.deploymentNames, ['blue'])
      })

      for (const [step, when] of [
        ['traffic 100 %', 'ended'],
        ['previous deployment', 'begun'],
      ] as const) {
        it(`when "${step}" has ${when} is finished forward: the new deployment serves`, async () => {
          const interrupted = new Interrupted(over({ blue: 100 }), when, step, kill)
          await interrupted.run()
          await interrupted.release.finish()
          assert.deepEqual(live(interrupted.release), { green: 100 })
          assert.deepEqual(interrupted.release.world.serving.deploymentNames, ['green'])
        })
      }

      it('as the first of its endpoint leaves no endpoint behind', async () => {
        const interrupted = new Interrupted(over(undefined), 'begun', 'smoke test', kill)
        await interrupted.run()
        await interrupted.release.finish()
        assert.equal(interrupted.release.world.serving.endpoints.size, 0)
      })

      it('keeps the new deployment where that is the choice', async () => {
        const keep = over({ blue: 100 }, { onFailure: 'keepDeployment' })
        const interrupted = new Interrupted(keep, 'ended', 'traffic 10 %', kill)
        await interrupted.run()
        await interrupted.release.finish()
        assert.deepEqual(live(interrupted.release), { blue: 100 })
        assert.deepEqual(interrupted.release.world.serving.deploymentNames, ['blue', 'green'])
      })
    })
  }

  it('before it began anything has nothing to finish', async () => {
    const release = new Release(folder())
    const post = await release.finish()
    assert.equal(post.log.text, '')
    assert.deepEqual(release.world.wire.lines, [])
  })
})

describe('two runs on one endpoint', () => {
  const folder = folderPerTest()

  it('the second stops where the first is making its deployment', async () => {
    const release = new Release(folder())
    const { serving, wire } = release.world
    serving.attach().serve({ blue: 100, green: 0 })
    Object.assign(serving.deployments.get('green')!.properties, { provisioningState: 'Creating' })
    assert.match(await release.failure(), /Somebody else is making deployment green[^]*Run this stage again/)
    assert.ok(wire.lines.every(line => !/^(PUT|DELETE) management/.test(line)))
  })

  it('gives no traffic to a deployment that another put in the place of the tested one', async () => {
    const release = new Release(folder())
    const { serving } = release.world
    serving.attach().serve({ blue: 100 })
    serving.answer = name => {
      Object.assign(serving.deployments.get(name)!.properties, {
        properties: { 'mlops.key': 'of another run' },
      })
      return { body: { predictions: [1] } }
    }
    assert.match(
      await release.failure(),
      /Deployment green of endpoint chd is not the one that this run made/,
    )
    assert.deepEqual(serving.trafficHistory, [])
    assert.deepEqual(serving.deploymentNames, ['blue', 'green'], 'what is not ours stays')
  })
})

describe('an attempt that follows a lost one', () => {
  const folder = folderPerTest()

  /** A step whose agent was lost at that point: nothing was put back, and the same step runs again. */
  async function again(when: 'begun' | 'ended', step: string): Promise<Release> {
    const lost = new Interrupted(
      signal => {
        const release = new Release(folder(), {}, { signal })
        release.world.serving.attach().serve({ blue: 100 })
        return release
      },
      when,
      step,
      true,
    )
    await lost.run()
    const { release } = lost
    await release.again()
    return release
  }

  for (const step of STEPS) {
    for (const when of step === STEPS.at(-1) ? (['begun'] as const) : (['begun', 'ended'] as const)) {
      it(`of which "${step}" had ${when} ends with one deployment, the new one`, async () => {
        const { world } = await again(when, step)
        assert.deepEqual(world.serving.deploymentNames, ['green'])
        assert.equal(world.serving.traffic?.['green'], 100)
      })
    }
  }

  it('gives those who served before everything back before it begins anew', async () => {
    const { world } = await again('ended', 'traffic 50 %')
    assert.deepEqual(world.serving.trafficHistory, [
      { blue: 90, green: 10 },
      { blue: 50, green: 50 },
      { blue: 100 },
      { blue: 90, green: 10 },
      { blue: 50, green: 50 },
      { blue: 0, green: 100 },
    ])
  })
})
