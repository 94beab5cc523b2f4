import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { downloadOutputs } from '../../../../../tasks/common/machinelearning/run/results/download-outputs.ts'
import { listChildren } from '../../../../../tasks/common/machinelearning/run/history/run-history.ts'
import { answerWorkspace, fakeAzure, WORKSPACE_ID } from '../../../../support/fake-azure.ts'
import { failure } from '../../../../support/fake-wire.ts'
import { fakeWorld } from '../../../../support/fake-workspace.ts'
import { folderPerTest } from '../../../../support/folder.ts'

const TWO_STEPS = {
  value: [
    { runId: 'run-b', displayName: 'train', status: 'Completed', createdTimeUtc: '2026-01-01T00:00:02Z' },
    { runId: 'run-a', displayName: 'prepare', status: 'Completed', createdTimeUtc: '2026-01-01T00:00:01Z' },
  ],
}

describe('opening a workspace', () => {
  it('6.10 takes the data plane from discovery and the tracking URI as it is', async () => {
    const azure = fakeAzure()
    answerWorkspace(
      azure.wire,
      { mlFlowTrackingUri: 'azureml://tracking.example/mlflow/v1.0/x?' },
      { api: 'https://plane.example/' },
    )
    const { dataPlane, trackingUrl } = await azure.workspace()
    assert.deepEqual(
      [dataPlane, trackingUrl],
      ['https://plane.example', 'https://tracking.example/mlflow/v1.0/x'],
    )
  })

  it('6.2 that is not there: what was read, and what to check', async () => {
    const azure = fakeAzure()
    azure.wire.on(
      'GET',
      /\/workspaces\/ws-mlops\?/,
      failure(404, 'ResourceNotFound', 'The Resource was not found.'),
    )
    await assert.rejects(azure.workspace(), {
      message: 'Reading workspace ws-mlops in resource group rg-mlops failed: The Resource was not found.',
      remedy: /subscription, resource group and workspace names/,
    })
  })

  it('that is half made', async () => {
    const azure = fakeAzure()
    answerWorkspace(azure.wire, { discoveryUrl: '' })
    await assert.rejects(azure.workspace(), { message: 'The workspace tells no discoveryUrl.' })
  })
})

describe('the steps of a pipeline', () => {
  it('are read page by page, in the order of their creation', async () => {
    const azure = fakeWorld()
    const [b, a] = TWO_STEPS.value
    azure.wire.on(
      'GET',
      /\/children/,
      { body: { value: [b], continuationToken: 'next page' } },
      { body: { value: [a], continuationToken: null } },
    )
    const children = await listChildren(await azure.workspace(), 'p')
    assert.deepEqual(
      children.map(({ displayName }) => displayName),
      ['prepare', 'train'],
    )
    assert.equal(azure.wire.sent('GET', /children\?\$continuationtoken=next%20page$/).length, 1)
  })
})

describe('downloading what a job made', () => {
  const folder = folderPerTest()
  const read = (name: string): string => fs.readFileSync(folder().at(name), 'utf8')

  it('nothing, where nothing is wanted', async () => {
    const azure = fakeWorld()
    const workspace = await azure.workspace()
    const before = azure.wire.requests.length
    await downloadOutputs(workspace, 'j', 'none', folder().path)
    assert.equal(azure.wire.requests.length, before)
  })

  it('an output by its name', async () => {
    const azure = fakeWorld()
    azure.world.blobs.put('container-of-workspaceblobstore/azureml/j/model/forest.pkl', 'forest')
    await downloadOutputs(await azure.workspace(), 'j', ['model'], folder().path)
    assert.equal(read('named-outputs/model/forest.pkl'), 'forest')
    assert.deepEqual(fs.readdirSync(folder().path), ['named-outputs'])
  })

  it('a model output, which another service knows', async () => {
    const azure = fakeWorld()
    azure.world.blobs.put('container-of-workspaceblobstore/azureml/j/model/MLmodel', 'flavors')
    azure.wire.on('POST', /\/rundata/, {
      body: { runMetadata: { outputs: { model: { assetId: 'm', type: 'mlflow_model' } } } },
    })
    azure.wire.on('POST', /\/modelregistry\/v1\.0\/.*\/models\/batchGetResolvedUris/, {
      body: {
        values: {
          m: { path: `azureml:/${WORKSPACE_ID}/datastores/workspaceblobstore/paths/azureml/j/model` },
        },
      },
    })
    await downloadOutputs(await azure.workspace(), 'j', ['model'], folder().path)
    assert.equal(read('named-outputs/model/MLmodel'), 'flavors')
  })

  it('everything: outputs, logs, and those of reused steps from where they lie', async () => {
    const azure = fakeWorld()
    azure.wire.on('GET', /\/children/, {
      body: {
        value: [
          { runId: 'run-a', displayName: 'prepare', status: 'Completed', dataContainerId: 'dcid.earlier' },
        ],
      },
    })
    azure.world.blobs.put(
      'container-of-workspaceartifactstore/ExperimentRun/dcid.j/user_logs/std_log.txt',
      'log',
    )
    azure.world.blobs.put('container-of-workspaceartifactstore/ExperimentRun/dcid.earlier/plot.png', 'plot')
    await downloadOutputs(await azure.workspace(), 'j', 'all', folder().path)
    assert.deepEqual(
      [read('artifacts/user_logs/std_log.txt'), read('artifacts/prepare/plot.png')],
      ['log', 'plot'],
    )
  })

  it('6.2 an output that is not there: those that are', async () => {
    const workspace = await fakeWorld().workspace()
    await assert.rejects(downloadOutputs(workspace, 'j', ['modle'], folder().path), {
      message: 'Job j has no output modle.',
      likelyCause: 'Its outputs are: model.',
    })
  })
})
