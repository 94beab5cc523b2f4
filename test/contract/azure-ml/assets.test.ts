import assert from 'node:assert/strict'
import { AzureMachineLearningWorkspaces } from '@azure/arm-machinelearning'
import { type Json, type WorkspaceUnderTest, startWorkspace } from './workspace.ts'

describe('Assets in local Azure', () => {
  let workspace: WorkspaceUnderTest

  before(async () => {
    workspace = await startWorkspace()
  })
  after(() => workspace.close())

  const put = (path: string, properties: Json) => workspace.arm('PUT', path, { properties })
  const messageOf = (answer: { json(): Json }) => String((answer.json()['error'] as Json)['message'])

  describe('codes', () => {
    const hash = { hash_sha256: 'f00d', hash_version: '202208' }

    it('are found by their hash whatever name is asked', async () => {
      const codeId = await workspace.upload({ 'a.py': 'pass' })
      const { properties } = (await workspace.ok('GET', codeId.slice(workspace.id.length))) as {
        properties: Json
      }
      assert.equal(
        (await put('/codes/hashed/versions/1', { codeUri: properties['codeUri'], properties: hash })).status,
        201,
      )
      const found = await workspace.ok('GET', '/codes/other/versions?hash=f00d&hashVersion=202208')
      assert.deepEqual(
        (found['value'] as Json[]).map(({ id }) => id),
        [`${workspace.id}/codes/hashed/versions/1`],
      )
      const none = await workspace.ok('GET', '/codes/hashed/versions?hash=beef&hashVersion=202208')
      assert.deepEqual(none['value'], [])
    })

    it('get a container of their own and a SAS that may not delete', async () => {
      const answer = await workspace.ok('POST', '/codes/new/versions/1/startPendingUpload', {
        pendingUploadType: 'TemporaryBlobReference',
      })
      const reference = answer['blobReferenceForConsumption'] as {
        blobUri: string
        credential: Record<string, string>
      }
      const sas = new URL(reference.credential['sasUri'] ?? '').searchParams
      assert.deepEqual(
        [sas.get('sp'), sas.get('sr'), reference.credential['credentialType']],
        ['rcwl', 'c', 'SAS'],
      )
      assert.match(reference.blobUri, /\/[-0-9a-f]{36}$/)
    })

    it('take the version of their hash as a number, as the official client sends it, and tell it as text', async () => {
      const codeId = await workspace.upload({ 'n.py': 'pass' })
      const { properties } = (await workspace.ok('GET', codeId.slice(workspace.id.length))) as {
        properties: Json
      }
      const body = { codeUri: properties['codeUri'], properties: { ...hash, hash_version: 202208 } }
      const made = await put('/codes/numbered/versions/1', body)
      assert.equal(made.status, 201, JSON.stringify(made.json()))
      assert.deepEqual((made.json()['properties'] as Json)['properties'], hash)
    })

    it('cannot be changed, but put again', async () => {
      const codeId = await workspace.upload({ 'b.py': 'pass' })
      const path = codeId.slice(workspace.id.length)
      const { properties } = (await workspace.ok('GET', path)) as { properties: { codeUri: string } }
      assert.equal((await put(path, { codeUri: properties.codeUri })).status, 200)
      const changed = await put(path, { codeUri: `${properties.codeUri}-other` })
      assert.deepEqual([changed.status, messageOf(changed)], [400, 'Asset paths cannot be updated.'])
    })
  })

  describe('environments', () => {
    it('have an image or a build context, not both', async () => {
      const build = { contextUri: 'https://example.blob/context/' }
      assert.match(
        messageOf(await put('/environments/e/versions/1', { image: 'a', build })),
        /image and build exclude each other/,
      )
      assert.match(
        messageOf(await put('/environments/e/versions/1', {})),
        /either image or build is required/,
      )
    })

    it('tell their latest and next version', async () => {
      for (const version of ['1', '2'])
        await workspace.ok('PUT', `/environments/counted/versions/${version}`, { properties: { image: 'a' } })
      const { properties } = (await workspace.ok('GET', '/environments/counted')) as { properties: Json }
      assert.deepEqual([properties['latestVersion'], properties['nextVersion']], ['2', '3'])
    })
  })

  it('of kind component keep their scalars as text', async () => {
    const componentSpec = {
      type: 'command',
      is_deterministic: true,
      inputs: { x: { type: 'number', default: 10.99, optional: false } },
    }
    const { properties } = (await workspace.ok('PUT', '/components/c/versions/1', {
      properties: { componentSpec },
    })) as { properties: Json }
    assert.deepEqual(properties['componentSpec'], {
      type: 'command',
      is_deterministic: 'True',
      inputs: { x: { type: 'number', default: '10.99', optional: 'False' } },
    })
  })

  describe('models', () => {
    const uri = 'azureml://datastores/workspaceblobstore/paths/models/one/'

    before(async () => {
      const { blobs, settings } = workspace.azure.world
      for (const name of ['one', 'two']) {
        await blobs.put(`azureml-blobstore-${settings.workspaceId}`, `models/${name}/m.txt`, name)
      }
    })

    it('are answered with the long form of their place', async () => {
      const answer = await put('/models/heart/versions/1', { modelUri: uri, modelType: 'custom_model' })
      const { name, type, properties } = answer.json() as { name: string; type: string; properties: Json }
      assert.deepEqual(
        [answer.status, name, type],
        [201, '1', 'Microsoft.MachineLearningServices/workspaces/models/versions'],
      )
      assert.match(
        String(properties['modelUri']),
        /^azureml:\/\/subscriptions\/[^/]+\/resourceGroups\/rg-mlops\/workspaces\/ws-mlops\/datastores\/workspaceblobstore\/paths\/models\/one\/$/,
      )
      assert.equal(
        answer.headers['location'],
        `${workspace.azure.description.endpoints.resourceManager}${workspace.id}/models/heart/versions/1?api-version=2025-12-01`,
      )
    })

    it('are registered and read by the official client', async () => {
      const { subscriptionId, endpoints } = workspace.azure.description
      const client = new AzureMachineLearningWorkspaces(workspace.azure.credential, subscriptionId, {
        endpoint: endpoints.resourceManager,
        credentialScopes: 'https://management.azure.com/.default',
        ...workspace.azure.trust,
      })
      const properties = { modelUri: uri, modelType: 'custom_model', tags: { by: 'client' } }
      const made = await client.modelVersions.createOrUpdate('rg-mlops', 'ws-mlops', 'official', '1', {
        properties,
      })
      assert.equal(made.properties.tags?.['by'], 'client')
      const container = await client.modelContainers.get('rg-mlops', 'ws-mlops', 'official')
      assert.equal(container.properties.nextVersion, '2')
    })

    it('must exist where they are said to be', async () => {
      const answer = await put('/models/ghost/versions/1', { modelUri: 'azureml://jobs/none/outputs/model' })
      assert.equal(answer.status, 400)
      assert.match(messageOf(answer), /does not exist/)
    })

    it('change tags but never their files', async () => {
      const model = { modelUri: uri, modelType: 'custom_model' }
      await put('/models/fixed/versions/1', model)
      const tagged = await put('/models/fixed/versions/1', { ...model, tags: { stage: 'test' } })
      assert.deepEqual(
        [tagged.status, (tagged.json()['properties'] as Json)['tags']],
        [200, { stage: 'test' }],
      )
      const moved = await put('/models/fixed/versions/1', { ...model, modelUri: uri.replace('one', 'two') })
      assert.deepEqual([moved.status, messageOf(moved)], [400, 'Asset paths cannot be updated.'])
    })

    it('let one of two that register other files under the same version win', async () => {
      const uris = [uri, uri.replace('one', 'two')]
      const answers = await Promise.all(uris.map(modelUri => put('/models/race/versions/1', { modelUri })))
      const winner = answers.findIndex(({ status }) => status === 201)
      const loser = answers[1 - winner]
      assert.ok(loser && [400, 409].includes(loser.status), loser?.text)
      const { properties } = (await workspace.ok('GET', '/models/race/versions/1')) as {
        properties: { modelUri: string }
      }
      assert.ok(properties.modelUri.endsWith(winner === 0 ? '/one/' : '/two/'), properties.modelUri)
    })

    it('are listed by tag, newest first, as many as are asked for', async () => {
      const tags = [{ gate: 'yes' }, { gate: 'no' }, { gate: 'yes' }]
      for (const [index, own] of tags.entries()) {
        await workspace.ok('PUT', `/models/listed/versions/${index + 1}`, {
          properties: { modelUri: uri, tags: own },
        })
      }
      const list = async (query: string) =>
        ((await workspace.ok('GET', `/models/listed/versions?${query}`))['value'] as Json[]).map(
          ({ name }) => name,
        )
      assert.deepEqual(await list('$orderBy=createdtime desc&$top=1'), ['3'])
      assert.deepEqual(await list('tags=gate=yes'), ['1', '3'])
      assert.deepEqual(await list('listViewType=ArchivedOnly'), [])
    })
  })

  it('are not read by a stranger without a role', async () => {
    const { azure } = workspace
    const { token } = await (await azure.stranger()).getToken('https://management.azure.com/.default')
    const url = `${azure.description.endpoints.resourceManager}${workspace.id}/models?api-version=2025-12-01`
    const answer = await azure.call('GET', url, { token })
    assert.equal(answer.status, 403)
    assert.match(answer.text, /AuthorizationFailed/)
  })
})
