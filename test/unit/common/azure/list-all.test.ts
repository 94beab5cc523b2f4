import assert from 'node:assert/strict'
import { listAll } from '../../../../tasks/common/azure/list-all.ts'
import { CANARY, fakeAzure } from '../../../support/fake-azure.ts'

const list = 'https://management.example/subscriptions/s/things?api-version=1'

describe('a list of Azure', () => {
  it('is read page after page', async () => {
    const { wire, session } = fakeAzure()
    wire.on('GET', /things\?api-version=1$/, { body: { value: [1, 2], nextLink: `${list}&page=2` } })
    wire.on('GET', /page=2$/, { body: { value: [3], nextLink: null } })
    assert.deepEqual(await listAll(session(), list), [1, 2, 3])
  })

  it('is empty where Azure leaves the value out', async () => {
    const { wire, session } = fakeAzure()
    wire.on('GET', /things/, { body: {} })
    assert.deepEqual(await listAll(session(), list), [])
  })

  it('is not followed to another host', async () => {
    const { wire, session } = fakeAzure()
    wire.on('GET', /things/, { body: { value: [1], nextLink: `https://${CANARY}/things` } })
    await assert.rejects(
      listAll(session(), list),
      /Refused to send a ResourceManager token to https:\/\/canary/,
    )
    assert.ok(wire.requests.every(({ url }) => url.host !== CANARY))
  })
})
