import assert from 'node:assert/strict'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

describe('The environments of jobs in local Azure', function () {
  this.timeout(300_000)
  let workspace: WorkspaceUnderTest

  before(async () => {
    workspace = await startWorkspace()
  })
  after(() => workspace.close())

  const put = (name: string, properties: Json) =>
    workspace.arm('PUT', `/jobs/${name}`, {
      properties: { jobType: 'Command', command: 'true', ...properties },
    })
  const curatedName = 'AzureML-sklearn-1.0-ubuntu20.04-py38-cpu'

  it('include the curated ones, whose latest version clients look up', async () => {
    const container = await workspace.ok('GET', `/environments/${curatedName}`)
    assert.equal((container['properties'] as Json)['latestVersion'], '33')
    const { properties } = await workspace.ok('GET', `/environments/${curatedName}/versions/33`)
    assert.equal((properties as Json)['environmentType'], 'Curated')
  })

  it('take no name of Microsoft’s', async () => {
    const answer = await workspace.arm('PUT', '/environments/AzureML-own/versions/1', {
      properties: { image: 'ubuntu' },
    })
    assert.equal(answer.status, 400)
    assert.match(answer.text, /prefixes AzureML and Microsoft are reserved/)
  })

  it('are there again after a reset', async () => {
    await workspace.azure.control('POST', '/reset')
    assert.equal((await workspace.arm('GET', `/environments/${curatedName}`)).status, 200)
  })

  it('may be curated ones, by name and version, and by a registry’s id: each is played by its stand-in', async () => {
    const references = {
      short: `azureml:${curatedName}:33`,
      arm: `${workspace.id}/environments/${curatedName}/versions/33`,
      registry: 'azureml://registries/azureml/environments/sklearn-1.5/versions/20',
    }
    const command = 'python -c "import sklearn; print(sklearn.__name__)"'
    for (const [name, environmentId] of Object.entries(references)) {
      assert.equal((await put(name, { environmentId, command })).status, 201)
    }
    for (const name of Object.keys(references)) {
      await workspace.waitFor(name, 'Completed', 'Failed')
      assert.match(await workspace.readLog(name), /played by a stand-in with Python 3\.11.*\nsklearn\n/, name)
    }
  })

  it('may not be unknown ones of a registry: they fail as a pull does', async () => {
    await put('unknown', {
      environmentId: 'azureml://registries/azureml/environments/acpt-pytorch-2.2/versions/1',
    })
    await workspace.waitFor('unknown', 'Failed')
    const message = (await workspace.details('unknown')).error?.error.message ?? ''
    assert.match(message, /Failed to pull Docker image acpt-pytorch-2.2/)
  })

  it('do not help code from a git repository: 501, before anything is made', async () => {
    const codeId = 'git+https://example.test/team/repository.git#main'
    const answer = await put('from-git', { codeId, environmentId: `azureml:${curatedName}:33` })
    assert.equal(answer.status, 501)
    assert.match(answer.text, /git repository \('git\+https:\/\/example\.test/)
    assert.equal((await workspace.arm('GET', '/jobs/from-git')).status, 404)
  })

  it('leave alone what else a job says of itself', async () => {
    const properties = {
      environmentId: `azureml:${curatedName}:33`,
      identity: { identityType: 'Managed', clientId: '6c0a4b1e-0000-4000-8000-000000000001' },
      queueSettings: { jobTier: 'Spot' },
      resources: { instanceCount: 1, instanceType: 'Standard_DS3_v2', shmSize: '2g' },
      services: { shell: { jobServiceType: 'SSH' } },
    }
    const answer = await put('described', properties)
    assert.equal(answer.status, 201, answer.text)
    const said = answer.json()['properties'] as typeof properties & { services: Json }
    assert.deepEqual(
      [said.identity, said.queueSettings, said.resources],
      [properties.identity, properties.queueSettings, properties.resources],
    )
    assert.deepEqual(Object.keys(said.services).sort(), ['Studio', 'Tracking', 'shell'])
  })
})
