import assert from 'node:assert/strict'
import { BlobServiceClient, ContainerClient } from '@azure/storage-blob'
import { doorSignsIn } from '../../../../tasks/common/azure/resource-manager.ts'
import { throughDoor } from '../../../../tasks/common/storage/through-door.ts'
import { CANARY, fakeAzure, TOKENS, type FakeAzure } from '../../../support/fake-azure.ts'
import { FakeBlobs } from '../../../support/fake-blobs.ts'
import { failure } from '../../../support/fake-wire.ts'

const thing = { method: 'GET', url: 'https://management.example/thing' } as const

describe('the authenticated door', () => {
  it('6.5 asks for a token when it is needed, once for many calls', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', /^management\.example\/thing/, { body: {} })
    const { door } = azure.session()
    assert.deepEqual(azure.wire.lines, [])
    await door.send('ResourceManager', thing)
    await door.send('ResourceManager', thing)
    assert.equal(azure.wire.sent('POST', /\/token/).length, 1)
  })

  it("6.5 asks for a new token when four fifths of the old one's life are over", async () => {
    const azure = fakeAzure()
    let issued = 0
    azure.wire.on('POST', /^login\.example\/.*\/token/, () => ({
      body: { token_type: 'Bearer', expires_in: 60, access_token: `token ${++issued}` },
    }))
    azure.wire.on('GET', /^management\.example\/thing/, { body: {} })
    azure.clock.time = Date.now()
    const { door } = azure.session()
    for (const seconds of [0, 30, 30]) {
      azure.clock.time += seconds * 1000
      await door.send('ResourceManager', thing)
    }
    const bearers = azure.wire.sent('GET', /thing/).map(({ headers }) => headers['authorization'])
    assert.deepEqual(bearers, ['Bearer token 1', 'Bearer token 1', 'Bearer token 2'])
  })

  it('6.5 sends once more, with new tokens, what arrived after its token had run out', async () => {
    const azure = fakeAzure()
    let issued = 0
    azure.wire.on('POST', /^login\.example\/.*\/token/, () => ({
      body: { token_type: 'Bearer', expires_in: 60, access_token: `token ${++issued}` },
    }))
    azure.clock.time = Date.now()
    azure.wire.on('POST', /^management\.example\/thing/, ({ headers }) => {
      azure.clock.time += 59_000
      const isNew = headers['authorization'] === 'Bearer token 3'
      return isNew ? { body: { done: true } } : failure(401, 'ExpiredAuthenticationToken', 'Expired.')
    })
    const call = { ...thing, method: 'POST', body: {}, withMachineLearningToken: true } as const
    const { body } = await azure.session().door.send<object>('ResourceManager', call)
    assert.deepEqual(body, { done: true })
    const tokens = azure.wire
      .sent('POST', /thing/)
      .map(({ headers }) => [headers['authorization'], headers['x-azureml-token']])
    assert.deepEqual(tokens, [
      ['Bearer token 2', 'token 1'],
      ['Bearer token 3', 'token 4'],
    ])
  })

  it('6.5 does not send again with a token that Azure has refused', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', /^management\.example\/thing/, failure(401, 'InvalidAuthenticationToken', 'No.'))
    await assert.rejects(azure.session().door.send('ResourceManager', thing), { status: 401 })
    assert.equal(azure.wire.sent('GET', /thing/).length, 1)
  })

  it('6.6 masks each token before anyone sees it', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', /^management\.example\/thing/, { body: {} })
    await azure.session().door.send('ResourceManager', thing)
    assert.ok(azure.host.masked.includes(TOKENS.ResourceManager))
  })

  it('sends the second token only where it is asked for', async () => {
    const azure = fakeAzure()
    azure.wire.on('*', /^management\.example\/thing/, { body: {} })
    const { door } = azure.session()
    await door.send('ResourceManager', thing)
    await door.send('ResourceManager', { ...thing, method: 'PUT', withMachineLearningToken: true })
    const tokens = azure.wire.sent('GET', /thing/).concat(azure.wire.sent('PUT', /thing/))
    assert.deepEqual(
      tokens.map(({ headers }) => headers['x-azureml-token']),
      [undefined, TOKENS.MachineLearning],
    )
  })

  it('says by its user agent that a task of this extension calls', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', /^management\.example\/thing/, { body: {} })
    await azure.session().door.send('ResourceManager', thing)
    assert.match(
      azure.wire.sent('GET', /thing/)[0]?.headers['user-agent'] ?? '',
      /^mlops-azureml-pipelines\//,
    )
  })

  it('throws what the service said, with method and path but no query', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', /^management\.example\/thing/, {
      ...failure(404, 'NotThere', 'No thing.'),
      headers: { 'x-ms-correlation-request-id': 'request-7' },
    })
    const call = { ...thing, url: `${thing.url}?secret=1` }
    await assert.rejects(azure.session().door.send('ResourceManager', call), {
      name: 'AzureError',
      message: 'GET management.example/thing answered 404 NotThere: No thing. (request id request-7)',
    })
  })
})

describe('the anonymous door', () => {
  const URL = 'https://account.blob.storage.example/logs/log.txt?sig=s'

  it('reads a range and tells the length of the whole', async () => {
    const { wire, session } = fakeAzure()
    new FakeBlobs(wire).put('logs/log.txt', 'abcdef')
    const range = await session().anonymous.range(URL, 2, 3)
    assert.equal(Buffer.from(range?.bytes ?? []).toString(), 'cde')
    assert.equal(range?.total, 6)
  })

  it('tells a blob that is not there yet from one that ends before the offset', async () => {
    const { wire, session } = fakeAzure()
    wire.on('GET', /storage/, { status: 404 }, { status: 416 })
    const { anonymous } = session()
    assert.equal(await anonymous.range(URL, 0, 3), undefined)
    assert.equal((await anonymous.range(URL, 9, 3))?.bytes.length, 0)
  })

  it('takes the range itself out of the whole that a server without ranges sends', async () => {
    const { wire, session } = fakeAzure()
    wire.on('GET', /storage/, { status: 200, body: 'abcdef' })
    const range = await session().anonymous.range(URL, 4, 3)
    assert.equal(Buffer.from(range?.bytes ?? []).toString(), 'ef')
  })

  it('throws where the permission of a URL is over', async () => {
    const { wire, session } = fakeAzure()
    wire.on('GET', /storage/, failure(403, 'AuthenticationFailed', 'Signature not valid in the time frame.'))
    await assert.rejects(session().anonymous.range(URL, 0, 3), /403 AuthenticationFailed/)
  })
})

describe('a storage client through a door', () => {
  const withSas = ({ session }: FakeAzure): ContainerClient =>
    new ContainerClient(
      'https://account.blob.storage.example/c?sig=s',
      throughDoor(session().anonymous.network),
    )

  it('sends its requests by our network: our user agent, our debug line, our retries', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', /storage/, { status: 503 }, { headers: { etag: '"1"' } })
    await withSas(azure).getProperties()
    const requests = azure.wire.sent('GET', /^account\.blob\.storage\.example\/c\?/)
    assert.equal(requests.length, 2)
    assert.match(requests[0]?.headers['user-agent'] ?? '', /^mlops-azureml-pipelines\//)
    assert.match(azure.host.log.debugLines.join('\n'), /account\.blob\.storage\.example\/c 200/)
  })

  it('sends no bearer with a SAS', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', /storage/, { headers: { etag: '"1"' } })
    await withSas(azure).getProperties()
    assert.equal(azure.wire.requests[0]?.headers['authorization'], undefined)
    assert.equal(azure.wire.requests[0]?.url.searchParams.get('sig'), 's')
  })

  it("sends storage's token, and only to a host in its row", async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', /^(account|canary)/, { headers: { etag: '"1"' } })
    const { door, table } = azure.session()
    table.allow('Storage', 'https://account.blob.storage.example')
    const clientOf = (url: string): ContainerClient =>
      new BlobServiceClient(url, throughDoor(door.httpClient('Storage'), doorSignsIn)).getContainerClient('c')
    await clientOf('https://account.blob.storage.example').getProperties()
    const [request] = azure.wire.sent('GET', /storage/)
    assert.equal(request?.headers['authorization'], `Bearer ${TOKENS.Storage}`)
    await assert.rejects(clientOf(`https://${CANARY}`).getProperties(), /Refused to send a Storage token/)
    assert.equal(azure.wire.sent('GET', /canary/).length, 0)
  })
})
