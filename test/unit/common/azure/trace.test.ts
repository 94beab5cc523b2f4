import assert from 'node:assert/strict'
import { fakeAzure } from '../../../support/fake-azure.ts'

describe('6.9 the debug log', () => {
  it('shows method, path, status, milliseconds and request id of a request', async () => {
    const { wire, host, session } = fakeAzure()
    wire.on('GET', /^management\.example\/thing/, { headers: { 'x-ms-request-id': 'request-7' }, body: {} })
    await session().door.send('ResourceManager', {
      method: 'GET',
      url: 'https://management.example/thing?api-version=2025-12-01&$filter=secret',
    })
    assert.equal(
      host.log.debugLines.at(-1),
      'GET management.example/thing?api-version=2025-12-01 200 0 ms request-7',
    )
  })

  it('holds no secret: no signature, no token, no body, no client secret', async () => {
    const { wire, host, session } = fakeAzure()
    wire.on('PUT', /^management\.example\/thing/, { body: { password: 'of-the-answer' } })
    wire.on('GET', /^storage\.example/, { body: { signed: 'content' } })
    const { door, anonymous } = session()
    await door.send('ResourceManager', {
      method: 'PUT',
      url: 'https://management.example/thing?api-version=1&code=in-the-query',
      body: { password: 'of-the-body' },
    })
    await anonymous.json('https://storage.example/log?sv=1&sig=a-signature')
    const text = host.log.debugLines.join('\n')
    for (const secret of [
      'a-signature',
      'in-the-query',
      'of-the-body',
      'of-the-answer',
      'the-client-secret',
      'token-for',
    ])
      assert.ok(!text.includes(secret), `${secret} in ${text}`)
  })

  it('shows a request that had no answer, and why', async () => {
    const { wire, host, session } = fakeAzure()
    wire.on('POST', /^management\.example\/thing/, new Error('connect ECONNREFUSED'))
    const call = { method: 'POST', url: 'https://management.example/thing' } as const
    await assert.rejects(session().door.send('ResourceManager', call), /ECONNREFUSED/)
    assert.equal(
      host.log.debugLines.at(-1),
      'POST management.example/thing no answer 0 ms connect ECONNREFUSED',
    )
  })
})
