import assert from 'node:assert/strict'
import { explain } from '../../../tasks/common/host/report.ts'
import type { Outcome } from '../../../tasks/common/host/task.ts'
import { task } from '../../../tasks/MLOpsDeployToManagedEndpoint/MLOpsDeployToManagedEndpointV1/task.ts'
import { WORKSPACE_ID } from '../../support/fake-azure.ts'
import { fakeServing, type ServingWorld } from '../../support/fake-serving.ts'
import { bodyOf } from '../../support/fake-wire.ts'
import { folderPerTest, type TestFolder } from '../../support/folder.ts'
import { BUILD_OUTPUT, IMAGE } from './release.ts'

interface Sent {
  readonly sku: unknown
  readonly identity: unknown
  readonly properties: Record<string, unknown>
}

const CODE = `${WORKSPACE_ID}/codes/known/versions/1`
const NO_IMAGE = { ...BUILD_OUTPUT, deploy_model_bool: null, image_reference: null, image_digest: null }

/** A release step to a managed endpoint, in a folder where a hand-off, a request and code lie. */
function given(
  folder: TestFolder,
  inputs: Record<string, string> = {},
  handoff: object = BUILD_OUTPUT,
): ServingWorld {
  folder.write({
    'mlops/build-pipeline-output-vars.json': JSON.stringify(handoff),
    'request.json': '{"data": [{"age": 50}]}',
    'src/score.py': 'pass',
  })
  const form = {
    azureSubscription: 'azure',
    resourceGroup: 'rg-mlops',
    workspaceName: 'ws-mlops',
    endpointName: 'chd',
    checkQuota: 'true',
    bakeTimeInSeconds: '2',
    requestFile: folder.at('request.json'),
    expectations: '- {jsonPath: "$.predictions[0]", equals: 1}',
  }
  const world = fakeServing({
    inputs: { ...form, ...inputs },
    variables: { 'Pipeline.Workspace': folder.path, 'Build.BuildId': '7' },
  })
  world.wire.on('GET', /\/codes\/[^/]+\/versions\?/, { body: { value: [{ id: CODE }] } })
  return world
}

const run = ({ host }: ServingWorld): Promise<Outcome> => task.run(task.readInputs(host), host)

async function failureOf(world: ServingWorld): Promise<string> {
  try {
    await run(world)
  } catch (error) {
    return explain(error).join('\n')
  }
  throw new Error('The task did not fail.')
}

const sent = ({ wire }: ServingWorld, path: RegExp): Sent => {
  const [request] = wire.sent('PUT', path)
  assert.ok(request)
  return bodyOf<Sent>(request)
}
const DEPLOYMENT = /\/deployments\/(blue|green)\?/
const changes = ({ wire }: ServingWorld): string[] =>
  wire.lines.filter(line => /^(PUT|DELETE) .*(onlineEndpoints|environments|models|codes)/.test(line))

describe('a release to a managed endpoint', () => {
  const folder = folderPerTest()

  it('makes endpoint and deployment from nothing, of the image of the hand-off', async () => {
    const world = given(folder(), { instanceCount: '2', publicNetworkAccess: 'enabled' })
    await run(world)
    const endpoint = sent(world, /\/onlineEndpoints\/chd\?/)
    assert.deepEqual(endpoint.identity, { type: 'SystemAssigned' })
    assert.equal('compute' in endpoint.properties, false)
    const { sku, properties } = sent(world, DEPLOYMENT)
    assert.deepEqual(sku, { name: 'Default', capacity: 2 })
    assert.equal(properties['endpointComputeType'], 'Managed')
    assert.equal(properties['instanceType'], 'Standard_DS3_v2')
    assert.match(String(properties['environmentId']), /\/environments\/chd\/versions\//)
    assert.equal(world.host.outputValues['scoringUri'], 'https://chd.example/score')
    assert.deepEqual(world.serving.traffic, { blue: 100 })
    assert.match(world.host.log.text, new RegExp(`Image ${IMAGE}[^]*Machines: 2 of size Standard_DS3_v2`))
  })

  it('takes over from the one that serves step by step, and removes it', async () => {
    const world = given(folder())
    world.serving.serve({ blue: 100 }, 'Succeeded', null)
    await run(world)
    const shares = world.serving.trafficHistory.map(traffic => traffic['green'])
    assert.deepEqual(shares, [10, 50, 100])
    assert.deepEqual(world.serving.deploymentNames, ['green'])
  })

  it('keeps what serves where the new one answers wrongly', async () => {
    const world = given(folder(), { expectations: '- {jsonPath: "$.predictions[0]", equals: 0}' })
    world.serving.serve({ blue: 100 }, 'Succeeded', null)
    assert.match(await failureOf(world), /smoke test of deployment green failed/)
    assert.deepEqual(world.serving.traffic, { blue: 100 })
    assert.deepEqual(world.serving.deploymentNames, ['blue'])
  })

  it('deploys the MLflow model of a hand-off without an image as it is', async () => {
    const world = given(folder(), {}, NO_IMAGE)
    world.serving.assets.set(`${WORKSPACE_ID}/models/chd/versions/3`, { modelType: 'mlflow_model' })
    await run(world)
    const { properties } = sent(world, DEPLOYMENT)
    assert.equal(properties['model'], `${WORKSPACE_ID}/models/chd/versions/3`)
    assert.equal('environmentId' in properties || 'codeConfiguration' in properties, false)
  })

  it('deploys a model with its code in an environment', async () => {
    const parts = { modelName: 'chd', modelVersion: '3', environment: 'azureml:scoring:2' }
    const world = given(folder(), { ...parts, code: folder().at('src') })
    world.serving.assets.set(`${WORKSPACE_ID}/environments/scoring/versions/2`, {})
    await run(world)
    const { properties } = sent(world, DEPLOYMENT)
    assert.equal(properties['model'], `${WORKSPACE_ID}/models/chd/versions/3`)
    assert.equal(properties['environmentId'], `${WORKSPACE_ID}/environments/scoring/versions/2`)
    assert.deepEqual(properties['codeConfiguration'], { codeId: CODE, scoringScript: 'score.py' })
  })

  it('deploys what files say', async () => {
    folder().write({
      'deployment.yml':
        'name: blue\nendpoint_name: other\nmodel: azureml:flow:1\ninstance_type: Standard_DS3_v2\ninstance_count: 1\n',
    })
    const files = { definition: 'file', deploymentFile: folder().at('deployment.yml') }
    const world = given(folder(), { ...files, overrides: 'instance_count=3' })
    world.serving.assets.set(`${WORKSPACE_ID}/models/flow/versions/1`, { modelType: 'mlflow_model' })
    await run(world)
    assert.deepEqual(sent(world, DEPLOYMENT).sku, { name: 'Default', capacity: 3 })
  })

  const refused: [what: string, inputs: Record<string, string>, says: RegExp][] = [
    [
      'a model that cannot be served by itself',
      { modelName: 'chd', modelVersion: '3' },
      /chd:3 cannot be served by itself[^]*type custom_model[^]*environment/,
    ],
    ['a size that is not there', { instanceType: 'Standard_DS3_v3' }, /Did you mean Standard_DS3_v2\?/],
    ['more machines than the quota has', { instanceCount: '30' }, /100 of 100 cores left, and 30 .*need 120/],
  ]
  for (const [what, inputs, says] of refused) {
    it(`is refused for ${what}, before anything is made`, async () => {
      const world = given(folder(), inputs)
      assert.match(await failureOf(world), says)
      assert.deepEqual(changes(world), [])
    })
  }

  it('is refused where the name is taken by an endpoint on Kubernetes', async () => {
    const world = given(folder())
    world.serving.serve({ blue: 100 })
    assert.match(await failureOf(world), /chd is on Kubernetes[^]*MLOpsDeployToAks@1/)
    assert.deepEqual(changes(world), [])
  })

  it('is planned and not made where it is only validated', async () => {
    const world = given(folder(), { validateOnly: 'true' })
    await run(world)
    assert.match(world.host.log.text, /Machines: 1 of size Standard_DS3_v2/)
    assert.deepEqual(changes(world), [])
  })
})
