import assert from 'node:assert/strict'
import { followOperation } from '../../../../tasks/common/azure/operation-poller.ts'
import { TaskError } from '../../../../tasks/common/errors.ts'
import { CANARY, fakeAzure, type FakeAzure } from '../../../support/fake-azure.ts'
import { failure, type Reply } from '../../../support/fake-wire.ts'

const OPERATION =
  'https://management.example/locations/here/computeOperationsStatus/1?api-version=1&service=new'
const STATUS = /^management\.example\/locations\/here\/computeOperationsStatus/
const saying = (status: string, headers: Record<string, string> = {}): Reply => ({
  body: { status },
  headers,
})

/** Follows an operation that began with `first`, over what the rules of `azure` answer. */
async function follow(azure: FakeAzure, first: Reply, deadlineInMinutes = 10): Promise<string[]> {
  azure.wire.on('PUT', /^management\.example\/thing/, first)
  const session = azure.session()
  const answer = await session.door.send('ResourceManager', {
    method: 'PUT',
    url: 'https://management.example/thing',
    body: {},
  })
  await followOperation(session, answer, { what: 'Compute cluster c', deadlineInMinutes })
  return azure.host.log.lines
}

const byOperation: Reply = { status: 201, headers: { 'Azure-AsyncOperation': OPERATION }, body: {} }

describe('6.3 following a long-running operation', () => {
  it('by Azure-AsyncOperation to its end, one line a change', async () => {
    const azure = fakeAzure()
    azure.wire.on(
      'GET',
      STATUS,
      ...['Creating', 'Creating', 'Updating', 'Succeeded'].map(word => saying(word)),
    )
    assert.deepEqual(await follow(azure, byOperation), [
      'Compute cluster c: Creating',
      'Compute cluster c: Updating',
      'Compute cluster c: Succeeded',
    ])
  })

  it('by Location where no operation is named: 202 goes on, 200 ends', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', STATUS, { status: 202, body: {} }, { status: 200 })
    const lines = await follow(azure, { status: 202, headers: { Location: OPERATION } })
    assert.deepEqual(lines, ['Compute cluster c: InProgress', 'Compute cluster c: Succeeded'])
  })

  it('by the operation, not the resource, where an answer names both', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', STATUS, saying('Succeeded'))
    await follow(azure, {
      status: 201,
      headers: { 'Azure-AsyncOperation': OPERATION, Location: 'https://management.example/thing' },
    })
    assert.equal(azure.wire.sent('GET', /\/thing/).length, 0)
  })

  it('to a failure whose code is only in its details', async () => {
    const azure = fakeAzure()
    const details = [{ code: 'UserScriptInitFailed', message: 'init() threw.' }]
    const error = { code: 'BadRequest', message: 'The request is invalid.', details }
    azure.wire.on('GET', STATUS, { body: { status: 'Failed', error } })
    await assert.rejects(
      follow(azure, byOperation),
      /The request is invalid\. \[UserScriptInitFailed\] init\(\) threw\./,
    )
  })

  it('to a failure with the request id that support asks for', async () => {
    const azure = fakeAzure()
    const error = { code: 'InternalServerError', message: 'No.' }
    const headers = { 'x-ms-correlation-request-id': 'r-7' }
    azure.wire.on('GET', STATUS, { body: { status: 'Failed', error }, headers })
    const failure: unknown = await follow(azure, byOperation).catch((thrown: unknown) => thrown)
    assert.ok(failure instanceof TaskError)
    assert.match(String(failure.cause), /InternalServerError: No\. \(request id r-7\)/)
  })

  it('not at all where the answer began none', async () => {
    assert.deepEqual(await follow(fakeAzure(), { status: 200, body: {} }), [])
  })

  it('on words that nobody knows', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', STATUS, saying('Pondering'), { body: {} }, { body: undefined }, saying('succeeded'))
    assert.deepEqual(await follow(azure, byOperation), [
      'Compute cluster c: Pondering',
      'Compute cluster c: Unknown',
      'Compute cluster c: succeeded',
    ])
  })

  it('with a heartbeat a minute when nothing changes', async () => {
    const azure = fakeAzure()
    const start = azure.clock.now()
    azure.wire.on('GET', STATUS, () => saying(azure.clock.now() - start > 150_000 ? 'Succeeded' : 'Creating'))
    assert.deepEqual(await follow(azure, byOperation), [
      'Compute cluster c: Creating',
      'Compute cluster c: Creating (still)',
      'Compute cluster c: Creating (still)',
      'Compute cluster c: Succeeded',
    ])
  })

  it('as slowly as Retry-After asks, in the first answer and in later ones', async () => {
    const azure = fakeAzure()
    azure.wire.on(
      'GET',
      STATUS,
      saying('Creating', { 'retry-after': '45' }),
      saying('Creating'),
      saying('Succeeded'),
    )
    await follow(azure, { ...byOperation, headers: { ...byOperation.headers, 'Retry-After': '30' } })
    assert.deepEqual(azure.clock.waits.slice(0, 2), [30_000, 45_000])
  })

  it('until its deadline, and then says that the operation goes on', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', STATUS, saying('Creating'))
    await assert.rejects(follow(azure, byOperation, 2), (error: unknown) => {
      assert.ok(error instanceof TaskError)
      assert.equal(error.message, 'Compute cluster c was not ready within 2 minutes.')
      assert.match(error.likelyCause ?? '', /goes on there/)
      return true
    })
  })

  for (const [word, said] of [
    ['Failed', 'the operation failed. Quota of 0.'],
    ['Canceled', 'the operation was cancelled. Quota of 0.'],
  ] as const) {
    it(`throws on ${word} with the service's code and message`, async () => {
      const azure = fakeAzure()
      azure.wire.on('GET', STATUS, {
        body: { status: word, error: { code: 'OverQuota', message: 'Quota of 0.' } },
      })
      await assert.rejects(follow(azure, byOperation), (error: unknown) => {
        assert.ok(error instanceof TaskError)
        assert.equal(error.message, `Compute cluster c: ${said}`)
        assert.match((error.cause as Error).message, /OverQuota: Quota of 0/)
        return true
      })
    })
  }

  it('explains a poll that Azure refuses', async () => {
    const azure = fakeAzure()
    azure.wire.on('GET', STATUS, failure(403, 'AuthorizationFailed', 'No read.'))
    await assert.rejects(follow(azure, byOperation), {
      message: 'Following the operation of Compute cluster c failed: No read.',
    })
  })

  it('sends no token to an operation elsewhere', async () => {
    const azure = fakeAzure()
    await assert.rejects(
      follow(azure, { status: 201, headers: { 'Azure-AsyncOperation': `https://${CANARY}/op` }, body: {} }),
      { message: `Refused to send a ResourceManager token to https://${CANARY}.` },
    )
    assert.equal(azure.wire.sent('GET', new RegExp(CANARY)).length, 0)
  })
})
