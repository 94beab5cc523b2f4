import assert from 'node:assert/strict'
import { ContainerServiceClient } from '@azure/arm-containerservice'
import { SourceControlConfigurationClient } from '@azure/arm-kubernetesconfiguration'
import type { Json } from '../azure-ml/workspace.ts'
import {
  type ServingWorkspace,
  cluster,
  clusterName,
  clusterPath,
  extension,
  extensionPath,
  makeCluster,
  startServingWorkspace,
} from './serving-workspace.ts'

describe('Kubernetes clusters in local Azure', function () {
  this.timeout(60_000)
  let workspace: ServingWorkspace
  let options: { endpoint: string; credentialScopes: string; tlsOptions: { ca: string } }

  before(async () => {
    workspace = await startServingWorkspace()
    const { endpoints } = workspace.azure.description
    options = {
      endpoint: endpoints.resourceManager,
      credentialScopes: 'https://management.azure.com/.default',
      ...workspace.azure.trust,
    }
    await makeCluster(workspace)
  })
  after(() => workspace.close())
  afterEach(() => {
    workspace.azure.world.pace.clear()
    workspace.azure.world.faults.clear()
  })

  const named = (name: string) => clusterPath.replace(clusterName, name)
  const put = (name: string, body: object = cluster) => workspace.group('PUT', named(name), body)
  const extensionOf = (name: string) => extensionPath.replace(clusterName, name)

  it('are made and deleted by the official client, which follows their operations', async () => {
    workspace.azure.world.pace.set('cluster', { kind: 'reads', count: 2 })
    const { subscriptionId } = workspace.azure.description
    const client = new ContainerServiceClient(workspace.azure.credential, subscriptionId, options)
    const poll = { updateIntervalInMs: 10 }
    const made = await client.managedClusters.createOrUpdate(
      'rg-mlops',
      'by-client',
      {
        location: 'westeurope',
        identity: { type: 'SystemAssigned' },
        dnsPrefix: 'by-client',
        agentPoolProfiles: [{ name: 'pool1', mode: 'System', count: 2, vmSize: 'Standard_D4s_v5' }],
      },
      poll,
    )
    assert.equal(made.provisioningState, 'Succeeded')
    const pools = []
    for await (const pool of client.agentPools.list('rg-mlops', 'by-client'))
      pools.push([pool.name, pool.count])
    assert.deepEqual(pools, [['pool1', 2]])
    await client.managedClusters.delete('rg-mlops', 'by-client', poll)
    await assert.rejects(client.managedClusters.get('rg-mlops', 'by-client'), { statusCode: 404 })
  })

  it('answer 201 with an Azure-AsyncOperation of the service’s own version, no Location, and their spelling', async () => {
    workspace.azure.world.pace.set('cluster', { kind: 'reads', count: 2 })
    const answer = await put('fresh')
    const body = answer.json() as Json & { properties: Json }
    assert.equal(answer.status, 201)
    assert.match(
      String(answer.headers['azure-asyncoperation']),
      /\/providers\/Microsoft\.ContainerService\/locations\/westeurope\/operations\/[0-9a-f-]{36}\?api-version=2016-03-30$/,
    )
    assert.deepEqual([answer.headers['location'], answer.headers['retry-after']], [undefined, undefined])
    assert.deepEqual(
      [body['type'], body.properties['provisioningState']],
      ['Microsoft.ContainerService/ManagedClusters', 'Creating'],
    )
    assert.match(String(body['id']), /\/resourcegroups\//)
    const { startTime, endTime, status } = await workspace.ended(answer)
    assert.ok(startTime && endTime)
    assert.equal(status, 'Succeeded')
  })

  it('are refused for want of quota in a flat body without an envelope', async () => {
    const message = 'Insufficient regional vcpu quota left for location westeurope.'
    workspace.azure.world.faults.add({
      method: 'PUT',
      path: '/managedClusters/',
      effect: { kind: 'quota', message },
    })
    const answer = await put('greedy')
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.json(), {
      code: 'ErrCode_InsufficientVCPUQuota',
      details: null,
      message,
      subcode: '',
    })
  })

  it('are refused in another region, with a size that is unknown, and without a system pool', async () => {
    const pool = (more: object) => ({
      ...cluster,
      properties: {
        dnsPrefix: 'x',
        agentPoolProfiles: [{ name: 'p', mode: 'System', vmSize: 'Standard_D4s_v5', ...more }],
      },
    })
    const away = await put('away', { ...cluster, location: 'marsnorth' })
    const odd = await put('odd', pool({ vmSize: 'Standard_Huge_v9' }))
    const user = await put('user', pool({ mode: 'User' }))
    assert.match(away.text, /LocationNotAvailableForResourceType/)
    assert.match(odd.text, /^\{"code":"BadRequest".*The VM size of Standard_Huge_v9 is not allowed/)
    assert.match(user.text, /mode System/)
    assert.deepEqual([away.status, odd.status, user.status], [400, 400, 400])
  })

  it('refuse a second operation while one is in progress', async () => {
    workspace.azure.world.pace.set('cluster', { kind: 'reads', count: 50 })
    await put('busy')
    const again = await put('busy')
    assert.deepEqual([again.status, (again.json() as Json)['code']], [409, 'OperationNotAllowed'])
  })

  it('get the AzureML extension through the official client', async () => {
    await workspace.ended(await put('extended'))
    const { subscriptionId } = workspace.azure.description
    const client = new SourceControlConfigurationClient(workspace.azure.credential, subscriptionId, options)
    const where = [
      'rg-mlops',
      'Microsoft.ContainerService',
      'managedClusters',
      'extended',
      'azureml',
    ] as const
    const { identity, properties } = extension()
    const made = await client.extensions.beginCreateAndWait(
      ...where,
      { identity: { ...identity, type: 'SystemAssigned' }, ...properties },
      { updateIntervalInMs: 10 },
    )
    assert.deepEqual([made.provisioningState, made.releaseTrain], ['Succeeded', 'stable'])
  })

  it('answer both headers for an extension, the Location at a host that no client reaches', async () => {
    await workspace.ended(await put('headers'))
    workspace.azure.world.pace.set('extension', { kind: 'reads', count: 2 })
    const answer = await workspace.group('PUT', extensionOf('headers'), extension())
    const { properties } = answer.json() as { properties: Json }
    assert.equal(answer.status, 201)
    assert.match(
      String(answer.headers['azure-asyncoperation']),
      /\/extensions\/azureml\/operations\/[^?]+\?api-Version=2023-05-01$/,
    )
    assert.match(
      String(answer.headers['location']),
      /^https:\/\/westeurope\.rp\.kubernetesconfiguration\.azure\.com\//,
    )
    assert.deepEqual(
      [
        properties['provisioningState'],
        properties['installState'],
        properties['statuses'],
        properties['aksAssignedIdentity'],
      ],
      ['Creating', 'Unknown', [], null],
    )
    assert.equal((await workspace.ended(answer))['status'], 'Succeeded')
  })

  it('fail an extension that Helm cannot install, and one that a fault lets fail', async () => {
    await workspace.ended(await put('failing'))
    const without = { ...extension().properties, configurationSettings: { enableInference: 'True' } }
    const unsafe = await workspace.ended(
      await workspace.group('PUT', extensionOf('failing'), { properties: without }),
    )
    const failure = unsafe['error'] as { code: string; message: string }
    assert.deepEqual([unsafe['status'], failure.code], ['Failed', 'ExtensionOperationFailed'])
    assert.match(
      failure.message,
      /^The extension operation failed with the following error: {2}Error: \[ InnerError: \[Helm installation failed/,
    )
    const error = { code: 'ExtensionOperationFailed', message: 'pod healthcheck failed' }
    workspace.azure.world.faults.add({
      effect: { kind: 'failedOperation', operation: 'extension.create', error },
    })
    const status = await workspace.ended(await workspace.group('PUT', extensionOf('failing'), extension()))
    assert.deepEqual(status['error'], error)
  })

  it('refuse settings that are no text, and give protected ones back without their values', async () => {
    await workspace.ended(await put('settings'))
    const wrong = {
      properties: { ...extension().properties, configurationSettings: { enableInference: true } },
    }
    assert.equal((await workspace.group('PUT', extensionOf('settings'), wrong)).status, 400)
    const secret = {
      properties: {
        ...extension().properties,
        configurationProtectedSettings: { 'scoringFe.sslKey': 'c2VjcmV0' },
      },
    }
    const answer = await workspace.group('PUT', extensionOf('settings'), secret)
    assert.doesNotMatch(answer.text, /c2VjcmV0/)
    assert.match(answer.text, /scoringFe\.sslKey/)
  })
})
