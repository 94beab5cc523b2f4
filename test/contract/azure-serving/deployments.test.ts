import assert from 'node:assert/strict'
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import type { Json } from '../azure-ml/workspace.ts'
import { type ServingWorkspace, deploymentBody, endpointBody, startWithCluster } from './serving-workspace.ts'
import { putTinyImage } from './tiny-image.ts'

describe('Online endpoints and deployments in local Azure', function () {
  this.timeout(60_000)
  let workspace: ServingWorkspace
  let image: string

  before(async () => {
    workspace = await startWithCluster()
    image = await putTinyImage(workspace.azure.world)
    await workspace.makeEndpoint('chd')
  })
  after(() => workspace.close())
  afterEach(() => {
    workspace.azure.world.pace.clear()
    workspace.azure.world.faults.clear()
  })

  const put = async (name: string, properties: Json = {}, from = image) =>
    workspace.arm(
      'PUT',
      `/onlineEndpoints/chd/deployments/${name}`,
      await deploymentBody(workspace, from, properties),
    )

  it('are made and deleted by the official client, which follows their operations', async () => {
    const { subscriptionId, endpoints } = workspace.azure.description
    const client = new AzureMachineLearningWorkspaces(workspace.azure.credential, subscriptionId, {
      endpoint: endpoints.resourceManager,
      credentialScopes: 'https://management.azure.com/.default',
      retryOptions: { maxRetries: 0 },
      ...workspace.azure.trust,
    })
    const where = ['rg-mlops', 'ws-mlops', 'by-client'] as const
    const made = await client.onlineEndpoints.beginCreateOrUpdateAndWait(
      ...where,
      { location: 'westeurope', properties: { authMode: 'Key', compute: `${workspace.id}/computes/k8s` } },
      { updateIntervalInMs: 10 },
    )
    assert.equal(made.properties.provisioningState, 'Succeeded')
    const { properties } = await deploymentBody(workspace, image)
    const deployed = await client.onlineDeployments.beginCreateOrUpdateAndWait(
      ...where,
      'blue',
      { location: 'westeurope', properties: properties as never },
      { updateIntervalInMs: 10 },
    )
    assert.equal(deployed.properties.provisioningState, 'Succeeded')
    assert.ok((await client.onlineEndpoints.listKeys(...where)).primaryKey)
    const { content } = await client.onlineDeployments.getLogs(...where, 'blue', { tail: 5 })
    assert.match(content ?? '', /Worker ready for serving traffic/)
    await client.onlineEndpoints.beginDeleteAndWait(...where, { updateIntervalInMs: 10 })
    await assert.rejects(client.onlineEndpoints.get(...where), { statusCode: 404 })
  })

  it('answer 201 with the operation in headers and body, and get an address when they are there', async () => {
    workspace.azure.world.pace.set('endpoint', { kind: 'reads', count: 2 })
    const answer = await workspace.arm('PUT', '/onlineEndpoints/paced', endpointBody(workspace.id))
    const { properties } = answer.json() as { properties: Json & { properties: Json } }
    assert.equal(answer.status, 201)
    assert.equal(answer.headers['x-ms-async-operation-timeout'], 'PT30M')
    assert.match(
      String(answer.headers['azure-asyncoperation']),
      /\/mfeOperationsStatus\/oe:[^/]+\?api-version=/,
    )
    assert.equal(properties.properties['AzureAsyncOperationUri'], answer.headers['azure-asyncoperation'])
    assert.deepEqual([properties['provisioningState'], properties['scoringUri']], ['Creating', null])
    const { properties: later } = (await workspace.settled('/onlineEndpoints/paced')) as { properties: Json }
    assert.match(String(later['swaggerUri']), /\/api\/v1\/endpoint\/paced\/swagger\.json$/)
  })

  it('refuse a name that breaks the rule, and one that is taken, in the words of the service', async () => {
    const bad = await workspace.arm('PUT', '/onlineEndpoints/1st', endpointBody(workspace.id))
    workspace.azure.world.config.takenEndpointNames = ['chd-service']
    const taken = await workspace.arm('PUT', '/onlineEndpoints/chd-service', endpointBody(workspace.id))
    const { error } = taken.json() as {
      error: { code: string; details: { code: string; message: string }[] }
    }
    assert.deepEqual([bad.status, taken.status, error.code], [400, 400, 'BadRequest'])
    assert.equal(error.details[0]?.code, 'InferencingClientCallFailed')
    assert.match(error.details[0].message, /There is already an endpoint with this name/)
  })

  it('refuse a compute that is not there, and Entra mode on a cluster', async () => {
    const body = (properties: Json) => endpointBody(workspace.id, properties)
    const compute = `${workspace.id}/computes/other`
    const answers = await Promise.all([
      workspace.arm('PUT', '/onlineEndpoints/lost', body({ compute })),
      workspace.arm('PUT', '/onlineEndpoints/entra', body({ authMode: 'AADToken' })),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status),
      [400, 400],
    )
  })

  it('take traffic for deployments that exist and serve only, in all 0 or 100', async () => {
    await workspace.deploy('chd', 'blue', image)
    const traffic = (percents: Json) =>
      workspace.arm('PUT', '/onlineEndpoints/chd', endpointBody(workspace.id, { traffic: percents }))
    const [odd, unknown] = [await traffic({ blue: 60 }), await traffic({ green: 100 })]
    assert.deepEqual([odd.status, unknown.status], [400, 400])
    await workspace.ended(await traffic({ blue: 100 }))
    const refused = await workspace.arm('DELETE', '/onlineEndpoints/chd/deployments/blue')
    assert.deepEqual([refused.status, /Set its traffic to 0 first/.test(refused.text)], [400, true])
    await workspace.ended(await traffic({ blue: 0 }))
    const deleted = await workspace.arm('DELETE', '/onlineEndpoints/chd/deployments/blue')
    assert.deepEqual([deleted.status, deleted.text], [202, 'null'])
    await workspace.ended(deleted)
    assert.equal((await workspace.arm('DELETE', '/onlineEndpoints/chd/deployments/blue')).status, 204)
    const endpoint = await workspace.ok('GET', '/onlineEndpoints/chd')
    assert.deepEqual((endpoint['properties'] as Json)['traffic'], {})
  })

  it('change tags by PATCH, and of a deployment the number of instances, but no traffic', async () => {
    await workspace.deploy('chd', 'patched', image)
    const tags = { 'mlops.build': '7' }
    const body = { tags, properties: { traffic: { patched: 100 } } }
    await workspace.ended(await workspace.arm('PATCH', '/onlineEndpoints/chd', body))
    const endpoint = await workspace.ok('GET', '/onlineEndpoints/chd')
    assert.deepEqual([endpoint['tags'], (endpoint['properties'] as Json)['traffic']], [tags, {}])
    const sku = { sku: { name: 'Default', capacity: 3 } }
    await workspace.ended(await workspace.arm('PATCH', '/onlineEndpoints/chd/deployments/patched', sku))
    const deployment = await workspace.ok('GET', '/onlineEndpoints/chd/deployments/patched')
    assert.equal((deployment['sku'] as Json)['capacity'], 3)
  })

  it('keep what a deployment says of telemetry, collection, probes and resources', async () => {
    const said = {
      appInsightsEnabled: true,
      dataCollector: { collections: { model_inputs: { dataCollectionMode: 'Enabled', samplingRate: 0.5 } } },
      containerResourceRequirements: {
        containerResourceRequests: { cpu: '500m', memory: '1Gi' },
        containerResourceLimits: { cpu: '1', memory: '2Gi' },
      },
      environmentVariables: { A: 'b' },
    }
    const { properties } = (await workspace.deploy('chd', 'told', image, said)) as { properties: Json }
    for (const [name, value] of Object.entries(said)) assert.deepEqual(properties[name], value)
  })

  it('take words in any case, as the official client sends some, and tell their own', async () => {
    const said = {
      egressPublicNetworkAccess: 'disabled',
      dataCollector: { collections: { request: { dataCollectionMode: 'enabled' } }, rollingRate: 'hour' },
      scaleSettings: { scaleType: 'TargetUtilization', maxInstances: 3, pollingInterval: 'PT1M30S' },
    }
    const { properties } = (await workspace.deploy('chd', 'spelled', image, said)) as { properties: Json }
    assert.equal(properties['egressPublicNetworkAccess'], 'Disabled')
    assert.deepEqual(properties['dataCollector'], {
      collections: { request: { dataCollectionMode: 'Enabled' } },
      rollingRate: 'Hour',
    })
    assert.deepEqual(properties['scaleSettings'], {
      scaleType: 'TargetUtilization',
      minInstances: 1,
      maxInstances: 3,
      pollingInterval: 'PT1M30S',
      targetUtilizationPercentage: 70,
    })
  })

  it('refuse an autoscaler upside down or looking twice a second, and durations that are none', async () => {
    const scale = (settings: Json): Json => ({
      scaleSettings: { scaleType: 'TargetUtilization', ...settings },
    })
    const broken: Json[] = [
      scale({ minInstances: 3, maxInstances: 2 }),
      scale({ minInstances: 2 }),
      scale({ pollingInterval: 'PT0.5S' }),
      scale({ targetUtilizationPercentage: 101 }),
      { scaleSettings: { scaleType: 'Manual' } },
      { requestSettings: { requestTimeout: '5000' } },
      { requestSettings: { maxQueueWait: 'P' } },
      { livenessProbe: { period: 'PT' } },
      { livenessProbe: { initialDelay: 'P1S' } },
    ]
    for (const properties of broken) {
      const { status } = await put('badtwo', properties)
      assert.equal(status, 400, JSON.stringify(properties))
    }
  })

  it('refuse requests above limits, unknown instance types, environments and broken probes', async () => {
    const resources = { containerResourceRequests: { cpu: '2' }, containerResourceLimits: { cpu: '500m' } }
    const { properties } = await deploymentBody(workspace, image)
    const nowhere = { ...properties, environmentId: `${workspace.id}/environments/none/versions/1` }
    const answers = [
      await put('badone', { containerResourceRequirements: resources }),
      await put('badone', { instanceType: 'huge' }),
      await put('badone', { readinessProbe: { period: 'soon' } }),
      await put('badone', { endpointComputeType: 'Managed' }),
      await workspace.arm('PUT', '/onlineEndpoints/chd/deployments/badone', {
        location: 'westeurope',
        properties: nowhere,
      }),
    ]
    assert.deepEqual(
      answers.map(({ status }) => status),
      [400, 400, 400, 400, 404],
    )
    assert.match(answers[1]?.text ?? '', /InferencingClientCreateDeploymentFailed/)
  })

  it('refuse a second operation on an endpoint while one is in progress', async () => {
    workspace.azure.world.pace.set('endpoint', { kind: 'reads', count: 50 })
    await workspace.arm('PUT', '/onlineEndpoints/chd', endpointBody(workspace.id))
    assert.equal((await put('early')).status, 409)
    workspace.azure.world.pace.clear()
    await workspace.settled('/onlineEndpoints/chd')
  })
})
