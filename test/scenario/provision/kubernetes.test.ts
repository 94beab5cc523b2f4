import assert from 'node:assert/strict'
import { type KubernetesWorld, kubernetesWorld } from './kubernetes-world.ts'

describe('provisioning a Kubernetes compute, over local Azure', function () {
  this.timeout(120_000)
  let world: KubernetesWorld

  before(async () => (world = await kubernetesWorld(process.env['HAR_OUT'])))
  after(() => world.azure.close())
  afterEach(() => {
    world.azure.world.pace.clear()
    world.azure.world.faults.clear()
  })

  it('from nothing, makes one cluster, one extension, one compute, and tells which roles are left to grant', async () => {
    const { outputValues } = await world.provision('aks-new', { tags: 'team=risk' })
    const { clusters, extensions, computes } = world.made('aks-new')
    assert.deepEqual([clusters.length, extensions.length, computes.length], [1, 1, 1])
    assert.deepEqual(
      [clusters, extensions, computes].map(([one]) => one?.provisioningState),
      ['Succeeded', 'Succeeded', 'Succeeded'],
    )
    assert.equal(outputValues['computeAction'], 'created')
    assert.equal(outputValues['computeId'], computes[0]?.id)
  })
})
