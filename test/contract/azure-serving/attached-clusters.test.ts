import assert from 'node:assert/strict'
import type { Json } from '../azure-ml/workspace.ts'
import {
  type ServingWorkspace,
  cluster,
  clusterName,
  clusterPath,
  startWithCluster,
} from './serving-workspace.ts'

describe('Kubernetes clusters as computes of a workspace in local Azure', function () {
  this.timeout(60_000)
  let workspace: ServingWorkspace

  before(async () => {
    workspace = await startWithCluster()
  })
  after(() => workspace.close())

  const named = (name: string) => clusterPath.replace(clusterName, name)
  const resourceId = (name = clusterName) => `${workspace.id.replace(/\/providers\/.*$/, '')}${named(name)}`
  const attach = (name: string, id = resourceId(), namespace = 'azureml') =>
    workspace.arm('PUT', `/computes/${name}`, {
      location: 'westeurope',
      properties: { computeType: 'Kubernetes', resourceId: id, properties: { namespace } },
    })

  it('are attached whatever the namespace, and listed beside AmlCompute', async () => {
    const answer = await attach('other', resourceId(), 'not-there')
    const { properties } = answer.json() as { properties: { provisioningState: string; properties: Json } }
    assert.deepEqual([answer.status, properties.provisioningState], [201, 'Creating'])
    assert.deepEqual(
      [properties.properties['namespace'], properties.properties['vcName']],
      ['not-there', null],
    )
    assert.equal((await workspace.ended(answer))['status'], 'Succeeded')
    const { value } = (await workspace.ok('GET', '/computes')) as { value: { name: string }[] }
    assert.deepEqual(
      value.map(({ name }) => name),
      ['k8s', 'other'],
    )
  })

  it('are not attached when they are not there, or lack the extension', async () => {
    const missing = await attach('missing', resourceId('nowhere'))
    assert.equal(missing.status, 400)
    await workspace.ended(await workspace.group('PUT', named('plain'), cluster))
    const status = await workspace.ended(await attach('plain', resourceId('plain')))
    assert.equal((status['error'] as Json)['code'], 'ClusterServiceNotFound')
    const { properties } = (await workspace.ok('GET', '/computes/plain')) as { properties: Json }
    assert.equal(properties['provisioningState'], 'Failed')
  })

  it('are detached, not deleted, and not while an endpoint is on them', async () => {
    const remove = (how: string) => workspace.arm('DELETE', `/computes/k8s?underlyingResourceAction=${how}`)
    assert.equal((await remove('Delete')).status, 400)
    await workspace.makeEndpoint('tenant')
    assert.match((await remove('Detach')).text, /in use by the online endpoint 'tenant'/)
    await workspace.ended(await workspace.arm('DELETE', '/onlineEndpoints/tenant'))
    await workspace.ended(await remove('Detach'))
    assert.equal((await workspace.arm('GET', '/computes/k8s')).status, 404)
    assert.equal((await workspace.group('GET', clusterPath)).status, 200)
  })
})
