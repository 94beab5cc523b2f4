import assert from 'node:assert/strict'
import { openSession } from '../../../tasks/common/azure/session.ts'
import { readBaseline } from '../../../tasks/common/gate/baseline/read-baseline.ts'
import type { Baseline, BaselineChoice } from '../../../tasks/common/gate/gate-rule.ts'
import {
  findModelVersion,
  tagModelVersion,
} from '../../../tasks/common/machinelearning/model/model-version.ts'
import { openWorkspace } from '../../../tasks/common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../../tasks/common/machinelearning/workspace/workspace.ts'
import { serviceConnection } from '../../bundle/support/azure-step.ts'
import { registerTrainedModel } from '../../bundle/support/registered-model.ts'
import { FakeHost } from '../../support/fake-host.ts'
import { startForTest, type AzureUnderTest } from '../azure/local-azure.ts'

describe('The gate over local Azure', function () {
  this.timeout(60_000)
  let azure: AzureUnderTest
  let workspace: Workspace

  before(async () => {
    azure = await startForTest()
    workspace = await workspaceOf(azure)
    const values = [0.6, 0.9, Number.NaN, 0.7, 0.8]
    for (const [index, roc_auc] of values.entries())
      await registerTrainedModel(azure, 'gated', String(index + 1), { roc_auc })
  })
  after(() => azure.close())

  const baseline = (choice: BaselineChoice): Promise<Baseline> =>
    readBaseline(workspace, choice, { name: 'gated', version: '5' }, ['roc_auc', 'recall'])
  const numbers = async (choice: BaselineChoice): Promise<unknown> => {
    const found = await baseline(choice)
    assert.equal(found.kind, 'known')
    return found.kind === 'known' && found.models.map(({ model, metrics }) => [model, metrics['roc_auc']])
  }

  it('reads the newest other version, and the last three', async () => {
    assert.deepEqual(await numbers({ from: 'version', version: 'latest' }), [['gated:4', 0.7]])
    assert.deepEqual(await numbers({ from: 'best', count: 3 }), [
      ['gated:4', 0.7],
      ['gated:3', Number.NaN],
      ['gated:2', 0.9],
    ])
  })

  it('finds a version by the tag that a verdict left, commas and equals signs in it', async () => {
    await tagModelVersion(workspace, 'gated', '1', { 'mlops.gate': 'accepted', why: 'a=b, c' })
    for (const version of ['tag:mlops.gate=accepted', 'tag:mlops.gate', 'tag:why=a=b, c'])
      assert.deepEqual(await numbers({ from: 'version', version }), [['gated:1', 0.6]], version)
  })

  it('finds a version by its stage', async () => {
    const model = await findModelVersion(workspace, 'gated', '2')
    const { modelUri, modelType } = model?.properties ?? {}
    const { token } = await azure.credential.getToken('https://management.azure.com/.default')
    const url = `${azure.description.endpoints.resourceManager}${model?.id}?api-version=2025-12-01`
    const body = { properties: { ...model?.properties, modelUri, modelType, stage: 'Production' } }
    const { status, text } = await azure.call('PUT', url, { token, body })
    assert.equal(status, 200, text)
    assert.deepEqual(await numbers({ from: 'version', version: 'stage:Production' }), [['gated:2', 0.9]])
  })

  it('takes a metric from a tag where the job has none', async () => {
    await tagModelVersion(workspace, 'gated', '4', { recall: '0.55' })
    const found = await baseline({ from: 'version', version: '4' })
    assert.deepEqual(found.kind === 'known' && found.models[0]?.metrics, { roc_auc: 0.7, recall: 0.55 })
  })

  it('tells none yet from one that is not to be had', async () => {
    assert.deepEqual(await baseline({ from: 'deployed', endpointName: 'gated' }), {
      kind: 'missing',
      why: 'there is no endpoint gated yet',
    })
    assert.deepEqual(await baseline({ from: 'version', version: '9' }), {
      kind: 'unreadable',
      why: 'model gated has no version 9',
    })
  })

  it('tells that the job of a model is gone', async () => {
    const { token } = await azure.credential.getToken('https://management.azure.com/.default')
    const id = `${azure.world.workspaceArmId}/models/gated/versions/orphan`
    const url = `${azure.description.endpoints.resourceManager}${id}?api-version=2025-12-01`
    const modelUri = 'azureml://datastores/workspaceblobstore/paths/azureml/gated-job-1/model/'
    const body = { properties: { modelUri, jobName: 'job-that-was-deleted' } }
    assert.equal((await azure.call('PUT', url, { token, body })).status, 201)
    const found = await baseline({ from: 'version', version: 'orphan' })
    assert.match(
      (found.kind === 'known' && found.models[0]?.absence) || '',
      /job job-that-was-deleted, which made gated:orphan, is gone/,
    )
  })
})

/** The workspace as a task sees it that runs over the connection with a secret. */
function workspaceOf({ description }: AzureUnderTest): Promise<Workspace> {
  const [known] = description.serviceConnections.filter(({ scheme }) => scheme === 'ServicePrincipal')
  assert.ok(known)
  const { id, url, scheme, parameters, data } = serviceConnection(description, known.name)
  const connection = {
    url,
    scheme,
    parameter: lookUp(parameters),
    data: lookUp(data),
  }
  const host = new FakeHost({ connections: { [id]: connection }, network: { caFile: description.caFile } })
  const { resourceGroup, workspace } = description
  return openWorkspace(openSession(host, id), { resourceGroup, name: workspace })
}

/** The agent hands data over by environment variables, whose names know no case. */
function lookUp(fields: object): (name: string) => string | undefined {
  const lower = Object.entries(fields).map(([key, value]) => [key.toLowerCase(), String(value)] as const)
  const known = new Map(lower)
  return name => known.get(name.toLowerCase())
}
