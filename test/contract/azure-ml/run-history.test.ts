import assert from 'node:assert/strict'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

const showEnvironment = `
import json, os
print(json.dumps(dict(os.environ)))
`

describe('Run history in local Azure', function () {
  this.timeout(60_000)
  let workspace: WorkspaceUnderTest
  let node: Record<string, string>

  before(async () => {
    process.env['SECRET_OF_THE_MACHINE'] = 'not for jobs'
    workspace = await startWorkspace()
    const codeId = await workspace.upload({ 'show.py': showEnvironment })
    const environmentId = await workspace.plainEnvironment()
    const outputs = {
      table: {
        jobOutputType: 'uri_folder',
        uri: 'azureml://datastores/workspaceblobstore/paths/own/${{name}}/',
      },
    }
    const properties = {
      jobType: 'Command',
      environmentId,
      codeId,
      command: 'python show.py; touch ${{outputs.table}}/t.csv',
      outputs,
    }
    await workspace.ok('PUT', '/jobs/shown', { properties: { ...properties, experimentName: 'heart' } })
    await workspace.waitFor('shown', 'Completed')
    node = JSON.parse(await workspace.readLog('shown')) as Record<string, string>
  })
  after(async () => {
    delete process.env['SECRET_OF_THE_MACHINE']
    await workspace.close()
  })

  const dataPlane = (method: string, path: string, token: string | undefined, body?: object) =>
    workspace.azure.call(method, `${workspace.azure.description.endpoints.dataPlane}${path}`, {
      ...(token && { token }),
      ...(body && { body }),
    })
  const scoped = (service: string, path: string) => `${service}${workspace.id}${path}`
  const armToken = async () =>
    (await workspace.azure.credential.getToken('https://management.azure.com/.default')).token

  it('gives a process what a node has, and nothing of the machine', () => {
    const expected = {
      AZUREML_RUN_ID: 'shown',
      AZUREML_ROOT_RUN_ID: 'shown',
      AZUREML_ARM_WORKSPACE_NAME: 'ws-mlops',
      AZUREML_ARM_PROJECT_NAME: 'heart',
      MLFLOW_RUN_ID: 'shown',
      MLFLOW_EXPERIMENT_NAME: 'heart',
      MLFLOW_TRACKING_TOKEN: node['AZUREML_RUN_TOKEN'],
      AZUREML_DATASET_FILE_OUTPUTS: 'table',
      AZURE_ML_OUTPUT_table: node['table'],
    }
    assert.deepEqual(Object.fromEntries(Object.keys(expected).map(name => [name, node[name]])), expected)
    const host = new URL(workspace.azure.description.endpoints.dataPlane).host
    assert.equal(node['MLFLOW_TRACKING_URI'], `azureml://${host}/mlflow/v1.0${workspace.id}?`)
    assert.equal(node['SECRET_OF_THE_MACHINE'], undefined)
  })

  it('opens to the token of a run, which ARM refuses', async () => {
    const token = node['AZUREML_RUN_TOKEN'] ?? ''
    assert.equal((await dataPlane('GET', scoped('/history/v1.0', '/runs/shown'), token)).status, 200)
    const url = `${workspace.azure.description.endpoints.resourceManager}${workspace.id}?api-version=2025-12-01`
    assert.equal((await workspace.azure.call('GET', url, { token })).status, 401)
  })

  it('opens to a token for Azure ML, not to one for storage, nor without', async () => {
    const path = scoped('/history/v1.0', '/runs/shown')
    const status = async (scope?: string) =>
      (await dataPlane('GET', path, scope && (await workspace.azure.credential.getToken(scope)).token)).status
    assert.deepEqual(
      [
        await status('https://ml.azure.com/.default'),
        await status('https://storage.azure.com/.default'),
        await status(),
      ],
      [200, 401, 401],
    )
  })

  it('gives a run the next token before its own runs out', async () => {
    const path = scoped(
      '/history/v1.0',
      `/experimentids/${node['AZUREML_EXPERIMENT_ID'] ?? ''}/runs/shown/token`,
    )
    const answer = (await dataPlane('GET', path, node['AZUREML_RUN_TOKEN'])).json() as {
      token: string
      expiryTimeUtc: string
    }
    assert.equal((await dataPlane('GET', scoped('/history/v1.0', '/runs/shown'), answer.token)).status, 200)
    assert.ok(Date.parse(answer.expiryTimeUtc) > Date.now() + 24 * 3600 * 1000)
  })

  it('answers a run with its outputs as assets through rundata, and the data plane resolves them', async () => {
    const body = { runId: 'shown', selectRunMetadata: true }
    const data = (await dataPlane('POST', scoped('/history/v1.0', '/rundata'), await armToken(), body)).json()
    const { outputs } = data['runMetadata'] as { outputs: Record<string, { assetId: string; type: string }> }
    const id = outputs['table']?.assetId ?? ''
    const path = scoped('/data/v1.0', '/dataversion/batchGetResolvedUris')
    const { values } = (await dataPlane('POST', path, await armToken(), { values: [id] })).json()
    const resolved = (values as Record<string, { uri: string; type: string }>)[id]
    assert.equal(resolved?.type, 'uri_folder')
    assert.match(resolved.uri, /\/datastores\/workspaceblobstore\/paths\/own\/shown\/$/)
  })

  it('lists artifacts below a prefix with links, where details has none yet', async () => {
    const path = scoped(
      '/artifact/v2.0',
      '/artifacts/prefix/contentinfo/ExperimentRun/dcid.shown?path=user_logs/',
    )
    const { value } = (await dataPlane('GET', path, await armToken())).json() as { value: Json[] }
    assert.deepEqual(
      value.map(one => one['path']),
      ['user_logs/std_log.txt'],
    )
    const log = await workspace.azure.call('GET', String(value[0]?.['contentUri']))
    assert.match(log.text, /AZUREML_RUN_ID/)
  })

  it('says 404 for a run that is not there, and 403 to a stranger', async () => {
    const answer = await workspace.history('/runs/nobody')
    assert.equal(answer.status, 404)
    assert.equal((answer.json()['error'] as Json)['code'], 'UserError')
    const { token } = await (
      await workspace.azure.stranger()
    ).getToken('https://management.azure.com/.default')
    assert.equal((await dataPlane('GET', scoped('/history/v1.0', '/runs/shown'), token)).status, 403)
  })
})
