import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { stepKey } from '../../../tasks/common/machinelearning/job/job-identity.ts'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import { bodyOf } from '../../support/fake-wire.ts'
import { COMPUTE_ID, KEY } from '../../support/fake-serving.ts'
import { folderPerTest } from '../../support/folder.ts'
import { BUILD_OUTPUT, DIGEST, IMAGE, Release } from './release.ts'

const KEY_OF_STEP = stepKey({ get: name => (name === 'Build.BuildId' ? '7' : undefined) })

const writes = ({ world }: Release): string[] =>
  world.wire.lines
    .filter(line => /^(PUT|PATCH|DELETE) management/.test(line))
    .map(line => line.replace(/^(\w+) .*\/(workspaces\/ws-mlops\/|providers\/)/, '$1 '))

describe('deploying to AKS', () => {
  const folder = folderPerTest()

  it('makes endpoint, environment and deployment of a first release, tests it, then gives it the traffic', async () => {
    const release = new Release(folder())
    release.world.serving.attach()
    const { result } = await release.run()
    assert.equal(result, 'Succeeded')
    assert.deepEqual(writes(release), [
      'PUT onlineEndpoints/chd',
      'PUT environments/chd/versions/abababababababababababab',
      'PUT onlineEndpoints/chd/deployments/blue',
      'PUT onlineEndpoints/chd',
    ])
    assert.deepEqual(release.world.serving.trafficHistory, [{}, { blue: 100 }])
  })

  it('tells address, colour and key; the key as a secret, and nowhere else', async () => {
    const release = new Release(folder())
    release.world.serving.attach()
    await release.run()
    const { host } = release.world
    assert.deepEqual(host.outputValues, {
      deployed: 'true',
      scoringUri: 'http://router.example/api/v1/endpoint/chd/score',
      deploymentName: 'blue',
      previousDeployment: '',
    })
    assert.deepEqual(host.secretOutputs, { endpointKey: KEY })
    assert.ok(host.masked.includes(KEY))
    const file = fs.readFileSync(release.file('mlops/aksRestServiceJson.json'), 'utf8')
    const service = JSON.parse(file) as Record<string, unknown>
    assert.equal(service['aksServiceName'], 'chd')
    assert.equal(service['aks_service_url'], 'http://router.example/api/v1/endpoint/chd/score')
    const said = [file, host.log.text, ...Object.values(host.summaries), JSON.stringify(host.taskState)]
    assert.ok(said.every(text => !text.includes(KEY)))
  })

  it('puts everything that was asked for on the wire', async () => {
    const release = new Release(folder(), {
      cpuRequest: '500m',
      memoryLimit: '2Gi',
      instanceCount: '2',
      environmentVariables: 'LEVEL: 3\nNAME: chd',
      appInsightsEnabled: 'true',
      collectData: 'true',
      description: 'ten-year risk',
      tags: 'team=risk',
    })
    release.world.serving.attach()
    await release.run()
    const { wire } = release.world
    const endpoint = bodyOf<{ properties: object; identity: object }>(
      wire.sent('PUT', /onlineEndpoints\/chd\?/)[0]!,
    )
    assert.deepEqual(endpoint.identity, { type: 'SystemAssigned' })
    assert.deepEqual(endpoint.properties, {
      authMode: 'Key',
      description: 'ten-year risk',
      compute: COMPUTE_ID,
      traffic: {},
      mirrorTraffic: {},
      properties: { 'mlops.key': KEY_OF_STEP },
    })
    const [put] = wire.sent('PUT', /\/deployments\/blue\?api-version=2025-12-01$/)
    const { properties, sku, tags } = bodyOf<{
      properties: { properties: Record<string, string> }
      sku: object
      tags: object
    }>(put!)
    const content = properties.properties['mlops.content']
    assert.match(content ?? '', /^[0-9a-f]{64}$/)
    const collected = (name: string): object => ({
      dataCollectionMode: 'Enabled',
      samplingRate: 1,
      dataId: `${WORKSPACE_ID}/data/chd-blue-${name}/versions/1`,
    })
    assert.deepEqual(sku, { name: 'Default', capacity: 2 })
    assert.deepEqual(tags, {
      team: 'risk',
      'mlops.build': '7',
      'mlops.imageDigest': DIGEST,
      'mlops.model': 'chd:3',
      'mlops.run': 'job-1',
      'mlops.gate': 'accepted',
    })
    assert.deepEqual(properties, {
      endpointComputeType: 'Kubernetes',
      environmentId: put!.url.pathname.replace(
        /\/onlineEndpoints.*/,
        '/environments/chd/versions/abababababababababababab',
      ),
      environmentVariables: { LEVEL: '3', NAME: 'chd' },
      description: 'ten-year risk',
      containerResourceRequirements: {
        containerResourceRequests: { cpu: '500m' },
        containerResourceLimits: { memory: '2Gi' },
      },
      properties: { 'mlops.key': KEY_OF_STEP, 'mlops.content': content },
      scaleSettings: { scaleType: 'Default' },
      appInsightsEnabled: true,
      dataCollector: {
        collections: { model_inputs: collected('model_inputs'), model_outputs: collected('model_outputs') },
        rollingRate: 'Hour',
      },
    })
    const [environment] = wire.sent('PUT', /\/environments\//)
    assert.equal(bodyOf<{ properties: { image: string } }>(environment!).properties.image, IMAGE)
  })

  it('brings the other colour into service step by step, and deletes the old one last', async () => {
    const release = new Release(folder())
    const { serving, host } = release.world
    serving.attach().serve({ blue: 100 })
    await release.run()
    assert.deepEqual(serving.trafficHistory, [
      { blue: 90, green: 10 },
      { blue: 50, green: 50 },
      { blue: 0, green: 100 },
    ])
    assert.deepEqual(serving.deploymentNames, ['green'])
    assert.match(writes(release).at(-1) ?? '', /^DELETE onlineEndpoints\/chd\/deployments\/blue$/)
    assert.equal(host.outputValues['previousDeployment'], 'blue')
    const asked = release.world.wire
      .sent('POST', /\/score/)
      .map(({ headers }) => headers['azureml-model-deployment'])
    assert.equal(asked.filter(name => name === 'green').length, 2 + 3 * 4, 'two to test, four at each share')
    assert.equal(asked.filter(name => name === undefined).length, 3 * 4, 'as many as every caller sends them')
  })

  it('tells on the page and in the log what each step took and what its requests found', async () => {
    const release = new Release(folder())
    release.world.serving.attach().serve({ blue: 100 })
    await release.run()
    const { host } = release.world
    const page = host.summaries['rollout-chd'] ?? ''
    assert.match(page, /\| step \| seconds \| requests \| errors \| p50 \| p95 \|/)
    assert.match(page, /\| traffic 10 % \| [\d.]+ \| 8 \| 0 \| [\d.]+ ms \| [\d.]+ ms \|/)
    assert.match(page, /\| previous deployment \| [\d.]+ \|/)
    assert.match(host.log.text, /^traffic 100 % +[\d.]+ +8 +0 /m)
  })

  it('keeps the old deployment where that is the choice', async () => {
    const release = new Release(folder(), { previousDeployment: 'keep' })
    release.world.serving.attach().serve({ green: 100 })
    await release.run()
    assert.deepEqual(release.world.serving.deploymentNames, ['blue', 'green'])
    assert.deepEqual(release.world.serving.traffic, { green: 0, blue: 100 })
  })

  it('replaces what lies about without traffic under the free colour', async () => {
    const release = new Release(folder())
    release.world.serving.attach().serve({ blue: 0, green: 100 })
    await release.run()
    assert.deepEqual(release.world.serving.deploymentNames, ['blue'])
    assert.ok(writes(release).includes('DELETE onlineEndpoints/chd/deployments/blue'))
  })

  it('does nothing and succeeds when the gate of the build said no', async () => {
    const handoff = { ...BUILD_OUTPUT, deploy_model_bool: false, image_reference: null }
    const release = new Release(folder(), {}, { handoff })
    const { result, message } = await release.run()
    assert.equal(result, 'Succeeded')
    assert.match(message, /gate of the build said no/)
    assert.deepEqual(release.world.host.outputValues, { deployed: 'false' })
    assert.deepEqual(release.world.wire.lines, [])
  })

  it('prints the plan and writes nothing when it only validates', async () => {
    const release = new Release(folder(), {
      validateOnly: 'true',
      aksCluster: 'aks-chd',
      createCluster: 'true',
    })
    const { result } = await release.run()
    assert.equal(result, 'Succeeded')
    assert.deepEqual(writes(release), [])
    assert.match(release.world.host.log.text, /create cluster, then install extension, then attach cluster/)
  })

  it('makes cluster, extension and compute where they are missing', async () => {
    const release = new Release(folder(), {
      aksCluster: 'aks-chd',
      createCluster: 'true',
      location: 'northeurope',
    })
    await release.run()
    assert.deepEqual(writes(release).slice(0, 3), [
      'PUT Microsoft.ContainerService/managedClusters/aks-chd',
      'PUT Microsoft.KubernetesConfiguration/extensions/azureml',
      'PUT computes/k8s',
    ])
    const { wire } = release.world
    const [cluster] = wire.sent('PUT', /managedClusters\/aks-chd\?api-version=2026-04-01$/)
    assert.equal(bodyOf<{ location: string }>(cluster!).location, 'northeurope')
    const [extension] = wire.sent('PUT', /extensions\/azureml\?api-version=2023-05-01$/)
    const settings = bodyOf<{ properties: { configurationSettings: object } }>(extension!).properties
      .configurationSettings
    assert.ok(Object.values(settings).every(value => typeof value === 'string'))
  })

  it('goes on from a cluster and an extension that are there', async () => {
    const release = new Release(folder(), { aksCluster: 'aks-chd', createCluster: 'true' })
    const first = new Release(folder(), { aksCluster: 'aks-chd', createCluster: 'true' })
    await first.run()
    for (const kind of ['clusters', 'extensions'] as const)
      for (const [name, made] of first.world.serving[kind]) release.world.serving[kind].set(name, made)
    await release.run()
    assert.deepEqual(writes(release).slice(0, 2), ['PUT computes/k8s', 'PUT onlineEndpoints/chd'])
  })
})
