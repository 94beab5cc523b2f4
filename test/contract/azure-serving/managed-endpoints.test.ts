import assert from 'node:assert/strict'
import type { Answer } from '../azure/local-azure.ts'
import type { Json } from '../azure-ml/workspace.ts'
import {
  type ManagedWorkspace,
  managedEndpoint,
  onAzure,
  registerModel,
  startManaged,
} from './managed-workspace.ts'
import { deploymentBody } from './serving-workspace.ts'

const wordsOf = (answer: Answer): string => {
  const { error } = answer.json() as { error: { details: { message: string }[] } }
  return `${answer.status} ${error.details[0]?.message ?? ''}`
}

describe('Managed online endpoints and deployments in local Azure', function () {
  this.timeout(60_000)
  let workspace: ManagedWorkspace

  before(async () => {
    workspace = await startManaged()
    await workspace.makeManaged('chd')
  })
  after(() => workspace.close())
  afterEach(() => workspace.azure.world.faults.clear())

  it('are made and deleted by the official client, without any compute', async () => {
    const { client } = workspace
    const where = ['rg-mlops', 'ws-mlops', 'by-client'] as const
    const quick = { updateIntervalInMs: 10 }
    const endpoint = { location: 'westeurope', properties: { authMode: 'Key' as const } }
    const made = await client.onlineEndpoints.beginCreateOrUpdateAndWait(...where, endpoint, quick)
    assert.deepEqual([made.kind, made.properties.provisioningState], ['Managed', 'Succeeded'])
    const { properties } = await deploymentBody(workspace, workspace.image, onAzure)
    const body = { location: 'westeurope', properties: properties as never }
    const deployed = await client.onlineDeployments.beginCreateOrUpdateAndWait(...where, 'blue', body, quick)
    assert.deepEqual([deployed.kind, deployed.properties.provisioningState], ['Managed', 'Succeeded'])
    const { content } = await client.onlineDeployments.getLogs(...where, 'blue', { tail: 5 })
    assert.match(content ?? '', /Worker ready for serving traffic/)
    await client.onlineEndpoints.beginDeleteAndWait(...where, quick)
    await assert.rejects(client.onlineEndpoints.get(...where), { statusCode: 404 })
  })

  it('are listed by their kind', async () => {
    const names = async (kind: string) => {
      const { value } = await workspace.ok('GET', `/onlineEndpoints?computeType=${kind}`)
      return (value as { name: string }[]).map(({ name }) => name)
    }
    assert.deepEqual([await names('Managed'), await names('Kubernetes')], [['chd'], []])
  })

  it('are of Azure’s usual size and count where the body says nothing', async () => {
    const status = await workspace.made('chd', 'usual', { instanceType: null })
    assert.equal(status['status'], 'Succeeded', JSON.stringify(status))
    const made = await workspace.ok('GET', '/onlineEndpoints/chd/deployments/usual')
    const { instanceType, scaleSettings } = made['properties'] as Json
    assert.deepEqual([instanceType, scaleSettings], ['Standard_F4s_v2', { scaleType: 'Default' }])
    await workspace.ended(await workspace.arm('DELETE', '/onlineEndpoints/chd/deployments/usual'))
  })

  it('refuse sizes that are not there or changed, an autoscaler, and what belongs to a cluster', async () => {
    await workspace.made('chd', 'sized')
    const unknown = await workspace.put('chd', 'other', { instanceType: 'Standard_DS2_v9' })
    assert.match(wordsOf(unknown), /^400 InferencingClient.*VmSize.*Standard_DS2_v9.*not supported/)
    const changed = await workspace.put('chd', 'sized', { instanceType: 'Standard_DS3_v2' })
    assert.match(wordsOf(changed), /^400 .*cannot be changed/)
    const scaled = await workspace.put('chd', 'other', { scaleSettings: { scaleType: 'TargetUtilization' } })
    assert.match(wordsOf(scaled), /^400 .*TargetUtilization/)
    const foreign = await workspace.put('chd', 'other', { endpointComputeType: 'Kubernetes' })
    assert.match(wordsOf(foreign), /^400 .*of the kind Managed/)
  })

  it('take cores of the family’s quota, a fifth more for upgrades, until they are deleted', async () => {
    await workspace.makeManaged('large')
    const big = { instanceType: 'Standard_F4s_v2' }
    assert.equal((await workspace.made('large', 'blue', big, 2))['status'], 'Succeeded')
    assert.equal(await coresUsed('standardFSv2Family'), 12)
    const words = /Current usage\/limit: 12\/20. Additional needed: 12 .*error-outofquota/
    assert.match(wordsOf(await workspace.put('large', 'green', big, 2)), words)
    const grown = { sku: { name: 'Default', capacity: 5 } }
    const scaled = await workspace.arm('PATCH', '/onlineEndpoints/large/deployments/blue', grown)
    assert.match(wordsOf(scaled), /Current usage\/limit: 0\/20. Additional needed: 24/)
    await workspace.ended(await workspace.arm('DELETE', '/onlineEndpoints/large'))
    assert.equal(await coresUsed('standardFSv2Family'), 0)
  })

  it('mirror at most half of the traffic to one deployment that has none, and say so again', async () => {
    await workspace.made('chd', 'blue')
    await workspace.made('chd', 'shadow')
    const mirror = (mirrorTraffic: Json) => workspace.setShares('chd', { blue: 100 }, { mirrorTraffic })
    assert.match(wordsOf(await mirror({ shadow: 60 })), /At most 50 percent/)
    assert.match(wordsOf(await mirror({ blue: 10 })), /has traffic/)
    assert.match(wordsOf(await mirror({ nobody: 10 })), /does not exist/)
    assert.match(wordsOf(await mirror({ shadow: 10, sized: 10 })), /one deployment only/)
    await workspace.ended(await mirror({ shadow: 10 }))
    const { properties } = await workspace.ok('GET', '/onlineEndpoints/chd')
    assert.deepEqual((properties as Json)['mirrorTraffic'], { shadow: 10 })
  })

  it('end Failed with the code in front where the container ends or the image is not there', async () => {
    const broken = await workspace.made('chd', 'broken', { environmentVariables: { FAIL_INIT: 'no model' } })
    const crash = broken['error'] as { code: string; message: string }
    assert.equal(crash.code, 'ResourceNotReady')
    assert.match(
      crash.message,
      /User container has crashed or terminated.*error-resourcenotready[^]*no model/,
    )
    const nowhere = `${workspace.image.split('@')[0]}@sha256:${'0'.repeat(64)}`
    const body = await deploymentBody(workspace, nowhere, onAzure)
    const lost = await workspace.ended(
      await workspace.arm('PUT', '/onlineEndpoints/chd/deployments/lost', body),
    )
    assert.equal((lost['error'] as { code: string }).code, 'BadArgument')
  })

  it('cannot serve a model of no kind without an environment', async () => {
    const model = await registerModel(workspace, 'plain', 'custom_model', { 'model.txt': 'a model' })
    const refused = await workspace.put('chd', 'plain', { environmentId: null, model })
    assert.match(wordsOf(refused), /^400 .*EnvironmentId is required/)
  })

  it('keep their name in the whole region', async () => {
    workspace.azure.world.config.takenEndpointNames = ['chd-service']
    const taken = await workspace.arm('PUT', '/onlineEndpoints/chd-service', managedEndpoint())
    assert.match(wordsOf(taken), /^400 .*There is already an endpoint with this name/)
  })

  async function coresUsed(family: string): Promise<unknown> {
    const { subscriptionId, endpoints } = workspace.azure.description
    const { token } = await workspace.azure.credential.getToken('https://management.azure.com/.default')
    const path = `/subscriptions/${subscriptionId}/providers/Microsoft.MachineLearningServices/locations/westeurope/usages`
    const url = `${endpoints.resourceManager}${path}?api-version=2025-12-01`
    const { value } = (await workspace.azure.call('GET', url, { token })).json() as {
      value: { name: { value: string }; currentValue: number }[]
    }
    return value.find(({ name }) => name.value === family)?.currentValue
  }
})
