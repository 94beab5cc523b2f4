import assert from 'node:assert/strict'
import { failure } from '../../support/fake-wire.ts'
import { folderPerTest } from '../../support/folder.ts'
import { Release } from './release.ts'

describe('a roll-out over an endpoint that people work on, too', () => {
  const folder = folderPerTest()

  const over = (traffic: Record<string, number>, inputs: Record<string, string> = {}): Release => {
    const release = new Release(folder(), inputs)
    release.world.serving.attach().serve(traffic)
    return release
  }

  const armWrites = ({ world }: Release): string[] =>
    world.wire.lines.filter(line => /^(PUT|DELETE) management.*onlineEndpoints/.test(line))

  it('that is run twice leaves the deployment that somebody keeps without traffic, the second time too', async () => {
    const release = over({ kept: 0, old: 100 })
    await release.run()
    assert.deepEqual(release.world.serving.deploymentNames, ['blue', 'kept'])
    release.world.serving.endpoints.get('chd')!.properties.traffic = { kept: 0, blue: 100 }
    await release.again()
    assert.deepEqual(release.world.serving.deploymentNames, ['blue', 'kept'])
  })

  it('that is run again leaves the shares that somebody has given since', async () => {
    const release = over({ blue: 100 })
    await release.run()
    const { serving } = release.world
    serving.serve({ canary: 10 })
    serving.endpoints.get('chd')!.properties.traffic = { green: 90, canary: 10 }
    const writes = armWrites(release).length
    await assert.rejects(release.again(), /green, which an earlier attempt of this step made, has 90 %/)
    assert.deepEqual(serving.traffic, { green: 90, canary: 10 })
    assert.deepEqual(armWrites(release).slice(writes), [])
  })

  for (const [live, deploymentName] of [
    ['blue', 'Blue'],
    ['Ver2', 'ver2'],
  ] as const)
    it(`does not replace ${live}, which serves, under the name ${deploymentName}: to Azure it is the same`, async () => {
      const release = over({ [live]: 100 }, { deploymentName })
      assert.match(await release.failure(), new RegExp(`Deployment ${live} serves requests now`))
      assert.deepEqual(armWrites(release), [])
    })

  it('takes the other colour where the one that serves is written Blue', async () => {
    const release = over({ Blue: 100 })
    await release.run()
    assert.deepEqual(release.world.serving.deploymentNames, ['green'])
  })

  it('leaves a deployment that gets a copy of the traffic', async () => {
    const release = over({ blue: 100, green: 0 })
    release.world.serving.endpoints.get('chd')!.properties['mirrorTraffic'] = { green: 20 }
    assert.match(await release.failure(), /blue and green serve requests/)
    assert.deepEqual(armWrites(release), [])
    const named = over({ blue: 100, shadow: 0 }, { deploymentName: 'shadow' })
    named.world.serving.endpoints.get('chd')!.properties['mirrorTraffic'] = { shadow: 20 }
    assert.match(await named.failure(), /Deployment shadow serves requests now/)
    assert.deepEqual(armWrites(named), [])
  })

  it('does not make an endpoint anew that holds deployments, though its last change failed', async () => {
    const release = over({ kept: 0 })
    release.world.serving.endpoints.get('chd')!.properties.provisioningState = 'Failed'
    await release.run()
    assert.deepEqual(release.world.serving.deploymentNames, ['blue', 'kept'])
  })

  /** Does something as soon as the environment of the image is registered: after the plan, before the deployment. */
  const beforeDeployment = ({ world }: Release, act: () => void): void => {
    let done = false
    world.wire.on('PUT', /\/environments\/[^/]+\/versions\//, () => {
      if (!done) act()
      done = true
      return { status: 201, body: {} }
    })
  }

  it('stops where somebody gave the other colour the traffic after the plan was made', async () => {
    const release = over({ blue: 100, green: 0 })
    const { serving } = release.world
    beforeDeployment(release, () => {
      serving.endpoints.get('chd')!.properties.traffic = { blue: 0, green: 100 }
    })
    assert.match(await release.failure(), /The traffic of endpoint chd is green 100 %/)
    assert.deepEqual(serving.traffic, { blue: 0, green: 100 })
    assert.deepEqual(serving.deploymentNames, ['blue', 'green'])
  })

  it('puts no deployment over one that somebody made under its name after the plan', async () => {
    const release = over({ blue: 100 })
    const { serving } = release.world
    beforeDeployment(release, () => void serving.serve({ blue: 100, green: 0 }))
    assert.match(
      await release.failure(),
      /Deployment green of endpoint chd is not the one that this run made/,
    )
    assert.deepEqual(serving.deploymentNames, ['blue', 'green'])
    assert.deepEqual(armWrites(release), [])
  })

  it('puts no endpoint over one that somebody made after the plan: it would take the traffic away', async () => {
    const release = new Release(folder())
    const { serving, wire } = release.world
    serving.attach()
    let reads = 0
    wire.on('GET', /onlineEndpoints\/chd\?/, () => {
      reads += 1
      if (reads === 2) serving.serve({ blue: 100 })
      const body = serving.endpoints.get('chd')
      return body ? { body } : failure(404, 'ResourceNotFound', 'There is no such resource.')
    })
    assert.match(await release.failure(), /Endpoint chd is there by now/)
    assert.deepEqual(serving.traffic, { blue: 100 })
    assert.deepEqual(armWrites(release), [])
  })

  it('as the first one does not pause where the router never serves: no endpoint stays that answers 503', async () => {
    const release = new Release(folder())
    const { serving, wire } = release.world
    serving.attach()
    wire.on('POST', /^router\.example/, request =>
      request.headers['azureml-model-deployment'] ? serving.score(request) : { status: 503 },
    )
    assert.match(await release.failure(), /answered wrongly by another deployment or the router/)
    assert.equal(serving.endpoints.size, 0)
  })

  it('that may not read the key fails while the old one serves, also without a request to test with', async () => {
    const release = over({ blue: 100 }, { requestFile: '', expectations: '' })
    const { serving, wire } = release.world
    wire.on('POST', /listKeys/, failure(403, 'AuthorizationFailed', 'No.'))
    assert.match(await release.failure(), /Reading the key of endpoint chd failed/)
    assert.deepEqual(serving.trafficHistory, [])
    assert.deepEqual(serving.deploymentNames, ['blue'])
  })
})
