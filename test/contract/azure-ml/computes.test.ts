import assert from 'node:assert/strict'
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import type { RestError } from '@azure/core-rest-pipeline'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

describe('AmlCompute in local Azure', () => {
  let workspace: WorkspaceUnderTest
  let client: AzureMachineLearningWorkspaces

  before(async () => {
    workspace = await startWorkspace()
    const { subscriptionId, endpoints } = workspace.azure.description
    client = new AzureMachineLearningWorkspaces(workspace.azure.credential, subscriptionId, {
      endpoint: endpoints.resourceManager,
      credentialScopes: 'https://management.azure.com/.default',
      retryOptions: { maxRetries: 0 },
      ...workspace.azure.trust,
    })
  })
  after(() => workspace.close())
  afterEach(() => {
    workspace.azure.world.pace.clear()
    workspace.azure.world.faults.clear()
  })

  const cluster = (properties: Json = {}) => ({
    location: 'westeurope',
    properties: {
      computeType: 'AmlCompute',
      properties: { vmSize: 'Standard_DS2_v2', scaleSettings: { maxNodeCount: 2 }, ...properties },
    },
  })
  const put = (name: string, properties: Json = {}) =>
    workspace.arm('PUT', `/computes/${name}`, cluster(properties))
  const stateOf = async (name: string) =>
    ((await workspace.ok('GET', `/computes/${name}`))['properties'] as Json)['provisioningState']

  it('is made by the official client, which follows its operation', async () => {
    const poller = await client.computeOperations.beginCreateOrUpdateAndWait(
      'rg-mlops',
      'ws-mlops',
      'by-client',
      {
        location: 'westeurope',
        properties: {
          computeType: 'AmlCompute',
          properties: { vmSize: 'Standard_DS2_v2', scaleSettings: { minNodeCount: 0, maxNodeCount: 4 } },
        },
      },
    )
    assert.equal(poller.properties?.provisioningState, 'Succeeded')
  })

  it('answers 201 with nulls for what is not known yet, and the size in upper case', async () => {
    workspace.azure.world.pace.set('compute', { kind: 'reads', count: 2 })
    const answer = await put('fresh')
    const { properties } = answer.json() as { properties: { provisioningState: string; properties: Json } }
    assert.equal(answer.status, 201)
    assert.equal(properties.provisioningState, 'Creating')
    assert.deepEqual(
      ['vmSize', 'currentNodeCount', 'nodeStateCounts', 'subnet'].map(name => properties.properties[name]),
      ['STANDARD_DS2_V2', null, null, null],
    )
    assert.match(
      String(answer.headers['azure-asyncoperation']),
      /\/computeOperationsStatus\/[^?]+\?api-version=2025-12-01&service=new$/,
    )
    assert.equal(answer.headers['location'], undefined)
  })

  it('goes from Creating to Succeeded as it is read', async () => {
    workspace.azure.world.pace.set('compute', { kind: 'reads', count: 2 })
    await put('paced')
    assert.deepEqual([await stateOf('paced'), await stateOf('paced')], ['Creating', 'Succeeded'])
  })

  it('answers 201 for an update as well, and keeps when it was made', async () => {
    const first = (await put('again')).json()['properties'] as Json
    await stateOf('again')
    const second = await put('again', { scaleSettings: { maxNodeCount: 6 } })
    const properties = second.json()['properties'] as Json
    assert.equal(second.status, 201)
    assert.equal(properties['createdOn'], first['createdOn'])
  })

  it('changes its scale settings by PATCH', async () => {
    await put('patched')
    await stateOf('patched')
    const body = { properties: { properties: { scaleSettings: { minNodeCount: 1, maxNodeCount: 3 } } } }
    await workspace.ok('PATCH', '/computes/patched', body)
    const { properties } = (await workspace.ok('GET', '/computes/patched')) as {
      properties: { properties: Json }
    }
    const { scaleSettings, currentNodeCount } = properties.properties
    assert.deepEqual(scaleSettings, { minNodeCount: 1, maxNodeCount: 3, nodeIdleTimeBeforeScaleDown: 'PT2M' })
    assert.equal(currentNodeCount, 1)
    const { nodes } = (await workspace.ok('POST', '/computes/patched/listNodes')) as { nodes: Json[] }
    assert.deepEqual(
      nodes.map(({ nodeState }) => nodeState),
      ['idle'],
    )
  })

  it('keeps the reason of a failed operation', async () => {
    const error = {
      code: 'ClusterCountLimit',
      message: 'Operation results in exceeding quota limits of Clusters.',
    }
    workspace.azure.world.faults.add({
      effect: { kind: 'failedOperation', operation: 'compute.create', error },
    })
    await put('failing')
    const { properties } = (await workspace.ok('GET', '/computes/failing')) as { properties: Json }
    assert.equal(properties['provisioningState'], 'Failed')
    assert.deepEqual(properties['provisioningErrors'], [{ error }])
  })

  it('is deleted only when it is said what becomes of its resources', async () => {
    await put('doomed')
    await stateOf('doomed')
    assert.equal((await workspace.arm('DELETE', '/computes/doomed')).status, 400)
    const answer = await workspace.arm('DELETE', '/computes/doomed?underlyingResourceAction=Delete')
    assert.deepEqual([answer.status, answer.text], [202, ''])
    assert.equal((await workspace.arm('GET', '/computes/doomed')).status, 404)
    assert.equal(
      (await workspace.arm('DELETE', '/computes/doomed?underlyingResourceAction=Delete')).status,
      204,
    )
  })

  it('says UserError for one that is not there', () =>
    assert.rejects(client.computeOperations.get('rg-mlops', 'ws-mlops', 'nowhere'), (error: RestError) => {
      assert.deepEqual([error.statusCode, error.code], [404, 'UserError'])
      return true
    }))

  describe('is refused', () => {
    const refusal = async (name: string, properties: Json = {}) => {
      const answer = await put(name, properties)
      return `${answer.status} ${(answer.json()['error'] as Json)['message'] as string}`
    }

    it('under a name that ends in a number after a hyphen', async () => {
      assert.match(await refusal('cpu-cluster-1'), /^400 The compute name 'cpu-cluster-1' is invalid/)
    })

    it('with a size that the region does not have', async () => {
      assert.match(
        await refusal('sized', { vmSize: 'Standard_Huge' }),
        /^400 .*'STANDARD_HUGE' is not supported/,
      )
    })

    it('without a maximum of nodes', async () => {
      assert.match(
        await refusal('unbounded', { scaleSettings: {} }),
        /^400 .*must have required property 'maxNodeCount'/,
      )
    })

    it('with another size than the cluster has, or another priority', async () => {
      await put('fixed')
      await stateOf('fixed')
      assert.match(
        await refusal('fixed', { vmSize: 'Standard_DS3_v2' }),
        /^400 The vmSize of the existing compute 'fixed' cannot be changed/,
      )
      assert.match(await refusal('fixed', { vmPriority: 'LowPriority' }), /^400 The vmPriority/)
    })

    it('when the quota of its family has no room for a node', async () => {
      assert.match(
        await refusal('gpu', { vmSize: 'Standard_NC6s_v3' }),
        /^400 The specified subscription has a Standard NCSv3 family vCPU quota of 0 and cannot accomodate for at least 1 requested managed compute node which maps to 6 vCPUs/,
      )
    })
  })
})
