import assert from 'node:assert/strict'
import type { NewFault } from '../../../local/azure/core/faults.ts'
import { type AzureUnderTest, startForTest } from './local-azure.ts'

describe('Faults of local Azure, by rule', () => {
  let azure: AzureUnderTest
  let token: string

  before(async () => {
    azure = await startForTest()
    token = (await azure.credential.getToken('https://management.azure.com/.default')).token
  })
  after(() => azure.close())
  afterEach(() => azure.control('DELETE', '/faults'))

  const fault = (rule: NewFault) => azure.control('POST', '/faults', rule)
  const readWorkspace = () =>
    azure.call(
      'GET',
      `${azure.description.endpoints.resourceManager}${azure.world.workspaceArmId}?api-version=2025-12-01`,
      { token },
    )
  const statuses = async (count: number) => {
    const seen: number[] = []
    for (let i = 0; i < count; i++) seen.push((await readWorkspace()).status)
    return seen
  }

  it('answer 429 with Retry-After to the nth request, and only to it', async () => {
    await fault({
      path: '/workspaces/ws-mlops',
      nth: 2,
      effect: { kind: 'status', status: 429, retryAfter: 7 },
    })
    assert.equal((await readWorkspace()).status, 200)
    const throttled = await readWorkspace()
    assert.equal(throttled.status, 429)
    assert.equal(throttled.headers['retry-after'], '7')
    assert.match(throttled.text, /SubscriptionRequestsThrottled/)
    assert.equal((await readWorkspace()).status, 200)
  })

  it('last for as many requests as they say, for one method and one server only', async () => {
    await fault({
      method: 'GET',
      server: 'resourceManager',
      times: 2,
      effect: { kind: 'status', status: 503 },
    })
    const discovery = await azure.call('GET', `${azure.description.endpoints.dataPlane}/discovery`)
    assert.equal(discovery.status, 200)
    assert.deepEqual(await statuses(3), [503, 503, 200])
  })

  it('give a body of the test when it has one', async () => {
    const body = { error: { code: 'Odd', message: 'odd' } }
    await fault({ effect: { kind: 'status', status: 500, body } })
    assert.deepEqual((await readWorkspace()).json(), body)
  })

  it('break the connection before the request has an effect', async () => {
    await fault({ server: 'blob', method: 'PUT', effect: { kind: 'reset', when: 'before' } })
    await assert.rejects(upload('before.txt'), /socket hang up|ECONNRESET/)
    assert.equal(await azure.world.blobs.exists('azureml', 'before.txt'), false)
  })

  it('break the connection after it, so that only the answer is lost', async () => {
    await fault({ server: 'blob', method: 'PUT', effect: { kind: 'reset', when: 'after' } })
    await assert.rejects(upload('after.txt'), /socket hang up|ECONNRESET/)
    assert.equal(await azure.world.blobs.exists('azureml', 'after.txt'), true)
  })

  const upload = (blob: string) => {
    const url = azure.world.blobs.sas({ container: 'azureml', blob, permissions: 'cw' })
    const headers = { 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2023-11-03' }
    return azure.call('PUT', url, { headers, body: 'x' })
  }

  it('speak XML where the service does', async () => {
    await fault({ server: 'blob', effect: { kind: 'status', status: 503, retryAfter: 1 } })
    const answer = await upload('busy.txt')
    assert.equal(answer.status, 503)
    assert.equal(answer.headers['x-ms-error-code'], 'ServerBusy')
    assert.match(answer.text, /<Code>ServerBusy<\/Code>/)
  })

  it('cut a JSON answer short although its length says more', async () => {
    await fault({ effect: { kind: 'truncate', bytes: 10 } })
    await assert.rejects(readWorkspace(), /aborted|ECONNRESET|hang up/)
  })

  it('cut a blob short in the same way', async () => {
    await azure.world.blobs.put('azureml', 'long.bin', Buffer.alloc(500_000, 'x'))
    const url = azure.world.blobs.sas({ container: 'azureml', blob: 'long.bin', permissions: 'r' })
    await fault({ server: 'blob', effect: { kind: 'truncate', bytes: 100_000 } })
    await assert.rejects(azure.call('GET', url), /aborted|ECONNRESET|hang up/)
    assert.equal((await azure.call('GET', url)).text.length, 500_000)
  })

  it('delay an answer', async () => {
    await fault({ effect: { kind: 'delay', milliseconds: 150 } })
    const started = performance.now()
    assert.equal((await readWorkspace()).status, 200)
    assert.ok(performance.now() - started >= 149)
  })

  it('expire a token, and exceed a quota', async () => {
    await fault({ effect: { kind: 'expiredToken' } })
    const expired = await readWorkspace()
    assert.equal(expired.status, 401)
    assert.match(expired.text, /ExpiredAuthenticationToken/)
    await fault({ effect: { kind: 'quota', message: 'no cores left' } })
    assert.match((await readWorkspace()).text, /QuotaExceeded.*no cores left/)
  })

  it('are listed with what they have seen, and can be taken back', async () => {
    const { id } = (await fault({ nth: 9, effect: { kind: 'status', status: 500 } })).json() as { id: string }
    await readWorkspace()
    const listed = JSON.parse((await azure.control('GET', '/faults')).text) as { id: string; seen: number }[]
    assert.ok(listed.some(one => one.id === id && one.seen >= 1))
    assert.deepEqual((await azure.control('DELETE', `/faults/${id}`)).json(), { removed: true })
  })

  it('are refused when their path is no regular expression', async () => {
    const answer = await fault({ path: '(', effect: { kind: 'status', status: 500 } })
    assert.equal(answer.status, 400)
  })
})
