import assert from 'node:assert/strict'
import { accountUrl, openDatastore } from '../../../../tasks/common/machinelearning/datastore/datastore.ts'
import { answerDatastore, fakeAzure, TOKENS } from '../../../support/fake-azure.ts'

describe('6.10 the address of a data store is the one that the workspace tells', () => {
  const cases: [endpoint: string, protocol: string, url: string][] = [
    ['core.windows.net', 'https', 'https://account.blob.core.windows.net'],
    ['core.chinacloudapi.cn', 'https', 'https://account.blob.core.chinacloudapi.cn'],
    ['localhost:10000', 'https', 'https://localhost:10000/account'],
    ['127.0.0.1:10000', 'http', 'http://127.0.0.1:10000/account'],
    ['10.1.2.3', 'https', 'https://10.1.2.3/account'],
  ]
  for (const [endpoint, protocol, url] of cases) {
    it(`${protocol} ${endpoint} -> ${url}`, () => {
      const store = { datastoreType: 'AzureBlob', endpoint, protocol, accountName: 'account' } as const
      assert.equal(accountUrl({ ...store, credentials: { credentialsType: 'None' } }), url)
    })
  }
})

describe('opening a data store', () => {
  it('without a key: as the connection itself', async () => {
    const azure = fakeAzure()
    const workspace = await azure.workspace()
    answerDatastore(azure.wire, 'workspaceblobstore')
    azure.wire.on('GET', /storage/, { headers: { etag: '"1"' } })
    const { container } = await openDatastore(workspace, 'workspaceblobstore')
    await container.getProperties()
    const [request] = azure.wire.sent('GET', /storage/)
    assert.equal(request?.url.pathname, '/container-of-workspaceblobstore')
    assert.equal(request?.headers['authorization'], `Bearer ${TOKENS.Storage}`)
    assert.equal(azure.wire.sent('POST', /listSecrets/).length, 0)
  })

  it('of another kind is refused with a remedy', async () => {
    const azure = fakeAzure()
    const workspace = await azure.workspace()
    answerDatastore(azure.wire, 'lake', { datastoreType: 'AzureDataLakeGen2', filesystem: 'f' })
    await assert.rejects(openDatastore(workspace, 'lake'), {
      message: 'Data store lake is of type AzureDataLakeGen2.',
      remedy: /workspaceblobstore/,
    })
  })
})
