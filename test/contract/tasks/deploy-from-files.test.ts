import assert from 'node:assert/strict'
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import { task } from '../../../tasks/MLOpsDeployToAks/MLOpsDeployToAksV1/task.ts'
import type { FakeHost } from '../../support/fake-host.ts'
import { TestFolder } from '../../support/folder.ts'
import { type ServingWorkspace, startWithCluster } from '../azure-serving/serving-workspace.ts'
import type { Json } from '../azure-ml/workspace.ts'
import { hostOn } from './library-over-azure.ts'

const ENDPOINT = `name: chd
compute: azureml:k8s
description: Above a threshold
tags: {team: risk}
`
const DEPLOYMENT = `type: kubernetes
name: blue
endpoint_name: chd
model: {path: model}
code_configuration: {code: src, scoring_script: score.py}
environment: {image: example.io/base:1, conda_file: conda.yml}
environment_variables: {LEVEL: info}
instance_count: 1
scale_settings: {type: default}
resources: {requests: {cpu: 500m, memory: 500Mi}, limits: {cpu: "1", memory: 1Gi}}
request_settings: {request_timeout_ms: 4500, max_concurrent_requests_per_instance: 2}
liveness_probe: {initial_delay: 5, period: 10}
data_collector: {rolling_rate: day, sampling_rate: 1, collections: {model_inputs: {enabled: true}}}
`
const SCORE = `
import json, os

def init():
    global threshold
    folder = os.environ["AZUREML_MODEL_DIR"]
    path = os.path.join(folder, os.listdir(folder)[0])
    threshold = float(open(os.path.join(path, "threshold.txt")).read())

def run(data):
    return {"above": [value > threshold for value in json.loads(data)["data"]], "level": os.environ["LEVEL"]}
`
const CONDA = `channels: [conda-forge]
dependencies:
  - python=3.11
  - pip
  - pip: [azureml-inference-server-http==1.5.1]
`

describe('MLOpsDeployToAks with files of CLI v2, over local Azure', function () {
  this.timeout(300_000)
  const folder = new TestFolder()
  let workspace: ServingWorkspace
  let client: AzureMachineLearningWorkspaces

  before(async () => {
    workspace = await startWithCluster()
    const { credential, trust, description } = workspace.azure
    client = new AzureMachineLearningWorkspaces(credential, description.subscriptionId, {
      endpoint: description.endpoints.resourceManager,
      credentialScopes: 'https://management.azure.com/.default',
      ...trust,
    })
    folder.write({
      'endpoint.yml': ENDPOINT,
      'deployment.yml': DEPLOYMENT,
      'src/score.py': SCORE,
      'conda.yml': CONDA,
      'model/threshold.txt': '0.5',
      'request.json': '{"data": [0.2, 0.9]}',
    })
  })
  after(() => {
    folder.remove()
    return workspace.close()
  })

  async function release(inputs: Record<string, string>, build: string): Promise<FakeHost> {
    const { description } = workspace.azure
    const form = {
      azureSubscription: 'azure',
      resourceGroup: description.resourceGroup,
      workspaceName: description.workspace,
      requestFile: folder.at('request.json'),
      bakeTimeInSeconds: '0',
      handoffOutputFile: folder.at('service.json'),
    }
    const variables = { 'Build.BuildId': build }
    const host = hostOn(description, { inputs: { ...form, ...inputs }, variables })
    const { result, message } = await task.run(task.readInputs(host), host)
    assert.equal(result, 'Succeeded', message)
    return host
  }

  const versionsOf = async (place: string): Promise<Json[]> =>
    (await workspace.ok('GET', `/${place}/versions`))['value'] as Json[]

  it('serves what they describe; the official SDK reads it back', async () => {
    await release(
      {
        definition: 'file',
        endpointFile: folder.at('endpoint.yml'),
        deploymentFile: folder.at('deployment.yml'),
        overrides: 'environment_variables.LEVEL=debug\nendpoint.tags.stage=test',
        expectations: '- {jsonPath: "$.above[1]", equals: true}\n- {jsonPath: $.level, equals: debug}',
      },
      '1',
    )
    const { description } = workspace.azure
    const where = [description.resourceGroup, description.workspace, 'chd'] as const
    const endpoint = await client.onlineEndpoints.get(...where)
    assert.deepEqual(endpoint.properties.traffic, { blue: 100 })
    assert.equal(endpoint.properties.description, 'Above a threshold')
    assert.deepEqual([endpoint.tags?.['team'], endpoint.tags?.['stage']], ['risk', 'test'])
    const { properties, sku } = await client.onlineDeployments.get(...where, 'blue')
    assert.equal(sku?.capacity, 1)
    assert.equal(properties.endpointComputeType, 'Kubernetes')
    assert.equal(properties.requestSettings?.requestTimeout, 'PT4.5S')
    assert.equal(properties.requestSettings.maxConcurrentRequestsPerInstance, 2)
    assert.equal(properties.livenessProbe?.initialDelay, 'PT5S')
    assert.equal(properties.scaleSettings?.scaleType, 'Default')
    assert.match(properties.model ?? '', /\/models\/[0-9a-f]{64}\/versions\/1$/)
    const kept = await client.dataVersions.get(
      description.resourceGroup,
      description.workspace,
      'chd-blue-model_inputs',
      '1',
    )
    assert.match(kept.properties.dataUri, /modelDataCollector\/chd\/blue\/model_inputs$/)
  })

  it('deploys the same model and code by the form, with nothing registered twice', async () => {
    const { properties } = (await workspace.ok('GET', '/onlineEndpoints/chd/deployments/blue')) as {
      properties: { model: string; codeConfiguration: { codeId: string }; environmentId: string }
    }
    const [, name = ''] = /\/models\/([^/]+)\//.exec(properties.model) ?? []
    await release(
      {
        endpointName: 'chd',
        computeName: 'k8s',
        modelName: name,
        code: folder.at('src'),
        environment: properties.environmentId,
        environmentVariables: 'LEVEL: info',
        expectations: '- {jsonPath: $.level, equals: info}',
      },
      '2',
    )
    const green = (await workspace.ok('GET', '/onlineEndpoints/chd/deployments/green')) as {
      properties: { model: string; codeConfiguration: { codeId: string } }
    }
    assert.equal(green.properties.model, properties.model)
    assert.equal(green.properties.codeConfiguration.codeId, properties.codeConfiguration.codeId)
    assert.equal((await versionsOf(`models/${name}`)).length, 1)
  })
})
