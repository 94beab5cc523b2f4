import assert from 'node:assert/strict'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

describe('Azure ML beyond what local Azure emulates', function () {
  this.timeout(60_000)
  let workspace: WorkspaceUnderTest
  let environmentId: string

  before(async () => {
    workspace = await startWorkspace()
    environmentId = await workspace.plainEnvironment()
  })
  after(() => workspace.close())

  const code = (answer: { json(): Json }) => (answer.json()['error'] as Json)['code']

  it('answers 501 for other kinds of compute', async () => {
    const properties = { computeType: 'ComputeInstance', properties: { vmSize: 'Standard_DS2_v2' } }
    const answer = await workspace.arm('PUT', '/computes/instance', { location: 'westeurope', properties })
    assert.deepEqual([answer.status, code(answer)], [501, 'NotEmulated'])
  })

  it('answers 501 for other kinds of jobs, and makes none', async () => {
    const answer = await workspace.arm('PUT', '/jobs/spark', { properties: { jobType: 'Spark' } })
    assert.deepEqual([answer.status, code(answer)], [501, 'NotEmulated'])
    assert.equal((await workspace.arm('GET', '/jobs/spark')).status, 404)
  })

  it('answers 501 for a job that Ray is to spread, rather than run it without', async () => {
    const distribution = { distributionType: 'Ray' }
    const properties = { jobType: 'Command', environmentId, command: 'true', distribution }
    const answer = await workspace.arm('PUT', '/jobs/wide', { properties })
    assert.deepEqual([answer.status, code(answer)], [501, 'NotEmulated'])
    assert.equal((await workspace.arm('GET', '/jobs/wide')).status, 404)
  })

  it('answers 501 for the parts of MLflow’s search language that nobody asked for yet', async () => {
    const search = (body: Json) => workspace.mlflow('POST', 'runs/search', { experiment_ids: ['1'], ...body })
    const filter = await search({ filter: "params.model LIKE '%tree%'" })
    assert.equal(filter.status, 501)
    assert.match(filter.text, /params\.model LIKE/)
    const order = await search({ order_by: ['params.depth ASC'] })
    assert.equal(order.status, 501)
  })

  it('answers 501 for an operation of MLflow that nobody asked for yet', async () => {
    const answer = await workspace.mlflow('POST', 'registered-models/create', { name: 'heart' })
    assert.deepEqual([answer.status, answer.json()['error_code']], [501, 'NOT_IMPLEMENTED'])
  })

  it('fails a job whose environment is a Dockerfile, and names what would build it', async () => {
    const build = { contextUri: 'https://example.test/context/', dockerfilePath: 'Dockerfile' }
    await workspace.ok('PUT', '/environments/docker/versions/1', { properties: { build } })
    const properties = { jobType: 'Command', environmentId: 'azureml:docker:1', command: 'true' }
    await workspace.ok('PUT', '/jobs/docker', { properties })
    await workspace.waitFor('docker', 'Failed')
    assert.match(
      (await workspace.details('docker')).error?.error.message ?? '',
      /needs docker, podman or buildah/,
    )
  })

  it('takes no code from a storage account that is not the workspace’s', async () => {
    const answer = await workspace.arm('PUT', '/codes/foreign/versions/1', {
      properties: { codeUri: 'https://other.blob.core.windows.net/container/src' },
    })
    assert.equal(answer.status, 400)
    assert.match(answer.text, /not a folder in the workspace's storage account/)
  })

  it('lets a job that has ended stay as it is when it is cancelled', async () => {
    await workspace.ok('PUT', '/jobs/over', {
      properties: { jobType: 'Command', environmentId, command: 'true' },
    })
    await workspace.waitFor('over', 'Completed')
    assert.equal((await workspace.arm('POST', '/jobs/over/cancel')).status, 202)
    assert.equal((await workspace.details('over')).status, 'Completed')
  })
})
