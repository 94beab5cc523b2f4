import assert from 'node:assert/strict'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { BUILD_OUTPUT, Release } from './release.ts'

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
        release.world.wire.lines.filter(line => /^(PUT|DELETE|PATCH) management/.test(line)),
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
      /names no image, and model chd:3 cannot be served by itself[^]*MLOpsContainerize@1/,
    )
    const nothing = { ...handoff, model_name: null }
    const failure = await new Release(folder(), {}, { handoff: nothing }).failure()
    assert.match(failure, /names no image and no registered model[^]*MLOpsContainerize@1/)
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
