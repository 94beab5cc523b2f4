import assert from 'node:assert/strict'
import type { Json } from '../azure-ml/workspace.ts'
import { until } from '../azure/until.ts'
import { type ServingWorkspace, score, startWithCluster } from './serving-workspace.ts'

const condaFile = `channels: [conda-forge]
dependencies:
  - python=3.11
  - pip
  - pip:
      - azureml-inference-server-http==1.5.1
      - azureml-ai-monitoring==1.0.0
      - pandas==3.1.1
`

const script = `
import json, os

def init():
    global threshold
    folder = os.environ["AZUREML_MODEL_DIR"]
    path = os.path.join(folder, os.listdir(folder)[0])
    with open(os.path.join(path, "threshold.txt")) as file:
        threshold = float(file.read())
    if threshold < 0:
        raise ValueError("the threshold is negative")

def run(data):
    return [int(value > threshold) for value in json.loads(data)["data"]]
`

const collecting = `
import json
import pandas
from azureml.ai.monitoring import Collector

def init():
    global inputs, outputs
    inputs = Collector(name="model_inputs")
    outputs = Collector(name="model_outputs")

def run(data):
    values = json.loads(data)["data"]
    context = inputs.collect(pandas.DataFrame({"value": values}))
    outputs.collect(pandas.DataFrame({"doubled": [2 * value for value in values]}), context)
    return len(values)
`

describe('A deployment of code and model in local Azure', function () {
  this.timeout(300_000)
  let workspace: ServingWorkspace
  let uri: string
  let properties: Json

  before(async () => {
    workspace = await startWithCluster()
    uri = await workspace.makeEndpoint('chd')
    await workspace.ok('PUT', '/environments/server/versions/1', {
      properties: { image: 'example.io/base:1', condaFile },
    })
    const { blobs } = workspace.azure.world
    const datastore = (await workspace.ok('GET', '/datastores/workspaceblobstore'))['properties'] as Json
    for (const [version, threshold] of [
      ['1', '0.5'],
      ['2', '-1'],
    ]) {
      await blobs.put(
        String(datastore['containerName']),
        `models/${version}/model/threshold.txt`,
        threshold ?? '',
      )
      const modelUri = `azureml://datastores/workspaceblobstore/paths/models/${version}/model/`
      await workspace.ok('PUT', `/models/threshold/versions/${version}`, { properties: { modelUri } })
    }
    properties = {
      endpointComputeType: 'Kubernetes',
      environmentId: `${workspace.id}/environments/server/versions/1`,
      model: `${workspace.id}/models/threshold/versions/1`,
      codeConfiguration: {
        codeId: await workspace.upload({ 'score.py': script }),
        scoringScript: 'score.py',
      },
    }
  })
  after(() => workspace.close())

  const put = async (name: string, more: Json = {}) =>
    workspace.ended(
      await workspace.arm('PUT', `/onlineEndpoints/chd/deployments/${name}`, {
        location: 'westeurope',
        properties: { ...properties, ...more },
      }),
    )

  it('is served by Microsoft’s inference server, which finds the model by its variables', async () => {
    const status = await put('blue')
    assert.equal(status['status'], 'Succeeded', JSON.stringify(status))
    await workspace.setTraffic('chd', { blue: 100 })
    const headers = { authorization: `Bearer ${await workspace.key('chd')}` }
    const answer = await score(uri, { data: [0.2, 0.9] }, headers)
    assert.deepEqual([answer.status, answer.text], [200, '[0, 1]'])
    assert.match(String(answer.headers['x-ms-server-version']), /^azmlinfsrv\//)
    assert.equal((await score(uri, { nothing: 1 }, headers)).status, 502)
  })

  it('ends Failed as UserScriptInitFailed where init() throws', async () => {
    const status = await put('negative', { model: `${workspace.id}/models/threshold/versions/2` })
    const [detail] = (status['error'] as { details: { code: string; message: string }[] }).details
    assert.equal(detail?.code, 'UserScriptInitFailed')
    assert.match(detail.message, /the threshold is negative/)
  })

  it('keeps rows that its script collects, inputs and outputs under one correlation', async () => {
    const enabled = { dataCollectionMode: 'Enabled', samplingRate: 1 }
    const codeId = await workspace.upload({ 'score.py': collecting })
    const status = await put('collecting', {
      codeConfiguration: { codeId, scoringScript: 'score.py' },
      dataCollector: { collections: { model_inputs: enabled, model_outputs: enabled } },
    })
    assert.equal(status['status'], 'Succeeded', JSON.stringify(status))
    const authorization = `Bearer ${await workspace.key('chd')}`
    const named = { authorization, 'azureml-model-deployment': 'collecting' }
    assert.equal((await score(uri, { data: [1, 2] }, named)).text, '2')
    const [inputs, outputs] = [await rowOf('model_inputs'), await rowOf('model_outputs')]
    assert.deepEqual(inputs['data'], [{ value: 1 }, { value: 2 }])
    assert.deepEqual(outputs['data'], [{ doubled: 2 }, { doubled: 4 }])
    assert.equal(inputs['agent'], 'azureml-ai-monitoring/1.0.0')
    assert.ok(inputs['correlationid'])
    assert.equal(inputs['correlationid'], outputs['correlationid'])
  })

  async function rowOf(collection: string): Promise<Json> {
    const { blobs } = workspace.azure.world
    const datastore = (await workspace.ok('GET', '/datastores/workspaceblobstore'))['properties'] as Json
    const container = String(datastore['containerName'])
    const find = () => blobs.list(container, `modelDataCollector/chd/collecting/${collection}/`)
    await until(`a row of ${collection}`, async () => (await find()).length > 0)
    const [blob] = await find()
    return JSON.parse((await blobs.get(container, blob?.name ?? '')).toString()) as Json
  }

  it('ends Failed as ImageBuildFailure where the conda file cannot be installed', async () => {
    const broken = condaFile.replace(
      'azureml-inference-server-http==1.5.1',
      'azureml-inference-server-http==0.0.0.1',
    )
    await workspace.ok('PUT', '/environments/server/versions/2', {
      properties: { image: 'example.io/base:1', condaFile: broken },
    })
    const status = await put('unbuilt', { environmentId: `${workspace.id}/environments/server/versions/2` })
    const [detail] = (status['error'] as { details: { code: string }[] }).details
    assert.equal(detail?.code, 'ImageBuildFailure')
  })
})
