import assert from 'node:assert/strict'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { BUILD_OUTPUT, Release } from './release.ts'

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

  it('because init() throws explains the code that Azure names', async () => {
    const release = second()
    release.world.serving.deploymentFails = { code: 'UserScriptInitFailed', message: 'init() failed.' }
    const said = await release.failure()
    assert.match(said, /Likely cause: init\(\) of the scoring script threw/)
    assert.match(said, /What to do: Read the traceback/)
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

describe('a release that cannot begin', () => {
  const folder = folderPerTest()

  const refused: [
    what: string,
    prepare: (release: Release) => void,
    says: RegExp,
    inputs?: Record<string, string>,
  ][] = [
    [
      'onto a name that serves now',
      ({ world }) => world.serving.attach().serve({ blue: 100 }),
      /Deployment blue serves requests now; it is not replaced in place/,
      { deploymentName: 'blue' },
    ],
    [
      'while both colours serve',
      ({ world }) => world.serving.attach().serve({ blue: 60, green: 40 }),
      /Both blue and green serve requests/,
    ],
    [
      'on a compute that does not exist',
      () => undefined,
      /no compute k8s[^]*What to do: Correct computeName, or name the AKS cluster/,
    ],
    [
      'on a cluster that does not exist and may not be created',
      () => undefined,
      /no AKS cluster aks-chd[^]*createCluster/,
      { aksCluster: 'aks-chd' },
    ],
    [
      'on a compute of another type',
      ({ world }) =>
        void Object.assign(world.serving.attach().computes.get('k8s')!.properties, {
          computeType: 'AmlCompute',
        }),
      /of type AmlCompute, not Kubernetes/,
    ],
    [
      'onto a managed endpoint',
      ({ world }) =>
        void Object.assign(world.serving.attach().serve({}).endpoints.get('chd')!.properties, {
          compute: null,
        }),
      /Endpoint chd is a managed endpoint/,
    ],
    [
      'onto an endpoint on another compute',
      ({ world }) =>
        void Object.assign(world.serving.attach().serve({}).endpoints.get('chd')!.properties, {
          compute: '/x/computes/other',
        }),
      /runs on compute other, not on k8s/,
    ],
    [
      'onto an endpoint that another run is changing',
      ({ world }) => world.serving.attach().serve({ blue: 100 }, 'Updating'),
      /Endpoint chd is still Updating[^]*Another run, or a person/,
    ],
  ]
  for (const [what, prepare, says, inputs] of refused) {
    it(`${what} says so and writes nothing`, async () => {
      const release = new Release(folder(), inputs)
      prepare(release)
      assert.match(await release.failure(), says)
      assert.deepEqual(
        release.world.wire.lines.filter(line => /^(PUT|DELETE|PATCH)/.test(line)),
        [],
      )
    })
  }

  it('because the name of the endpoint is taken says so', async () => {
    const release = new Release(folder())
    release.world.serving.attach()
    const message =
      'There is already an endpoint with this name, Endpoint name needs to be unique. Try some other name.'
    release.world.wire.on('PUT', /onlineEndpoints\/chd\?/, failure(400, 'BadRequest', message))
    assert.match(await release.failure(), /name of the endpoint is taken[^]*Choose another endpointName/)
    assert.equal(release.world.serving.endpoints.size, 0)
  })

  it('makes an endpoint anew whose creation failed earlier', async () => {
    const release = new Release(folder())
    release.world.serving.attach().serve({}, 'Failed')
    await release.run()
    assert.ok(release.world.wire.lines.some(line => /^DELETE .*onlineEndpoints\/chd$/.test(line)))
    assert.equal(release.world.serving.traffic?.['blue'], 100)
  })

  it('because the hand-off names no image says what is missing', async () => {
    const handoff = { ...BUILD_OUTPUT, deploy_model_bool: null, image_reference: null, image_digest: null }
    assert.match(
      await new Release(folder(), {}, { handoff }).failure(),
      /names no image[^]*MLOpsContainerize@1/,
    )
  })

  const damaged: [string, object | string, RegExp][] = [
    ['is cut off', '{"schema_version": 1,', /damaged/],
    [
      'is of another schema version',
      { ...BUILD_OUTPUT, schema_version: 2 },
      /schema version 2; this task reads version 1/,
    ],
    [
      'pins no digest',
      { ...BUILD_OUTPUT, image_reference: 'registry.example/chd:3' },
      /not pinned by a digest/,
    ],
  ]
  for (const [what, handoff, says] of damaged) {
    it(`because the hand-off ${what} says so before it calls anybody`, async () => {
      const release = new Release(folder(), {}, { handoff })
      assert.match(await release.failure(), says)
      assert.deepEqual(release.world.wire.lines, [])
    })
  }
})
