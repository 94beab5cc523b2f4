import assert from 'node:assert/strict'
import { firstAnswer } from '../../../../tasks/common/scoring/first-answer.ts'
import type { ScoringAnswer } from '../../../../tasks/common/scoring/scoring-client.ts'
import { InstantClock, RecordingLog } from '../../../support/fake-host.ts'

type Reply = number | Error | Partial<ScoringAnswer>

interface Asked {
  readonly status: number
  readonly times: number
  readonly waited: number[]
  readonly log: RecordingLog
}

/** Asks a service that gives these answers in turn, the last for ever. */
async function ask(replies: Reply[], expected: number[] = []): Promise<Asked> {
  const clock = new InstantClock()
  const log = new RecordingLog()
  let times = 0
  const send = async (): Promise<ScoringAnswer> => {
    const reply = replies[Math.min(times++, replies.length - 1)]!
    if (reply instanceof Error) throw reply
    const answer = { status: 200, milliseconds: 1, text: '', headers: {} }
    return typeof reply === 'number' ? { ...answer, status: reply } : { ...answer, ...reply }
  }
  const { signal } = new AbortController()
  const { status } = await firstAnswer(send, { clock, log, signal, expected })
  return { status, times, waited: clock.waits, log }
}

describe('the first answer of a service', () => {
  it('is taken as it is when it is a success', async () => {
    const { status, times, waited } = await ask([200])
    assert.deepEqual([status, times, waited], [200, 1, []])
  })

  for (const status of [401, 404, 424, 429, 502, 503, 504]) {
    it(`is waited for while a fresh deployment says ${status}, with the reason in the log`, async () => {
      const asked = await ask([status, status, 200])
      assert.deepEqual([asked.status, asked.waited], [200, [1000, 2000]])
      assert.match(asked.log.lines[0] ?? '', new RegExp(`^HTTP ${status}: .+\\. Asking again in 1 s\\.$`))
    })
  }

  for (const status of [200, 400, 403, 500]) {
    it(`is final with ${status}`, async () => assert.equal((await ask([status])).times, 1))
  }

  it('is awaited as long as the service asks for', async () => {
    const { waited } = await ask([{ status: 429, headers: { 'retry-after': '7' } }, 200])
    assert.deepEqual(waited, [7000])
  })

  it('is not asked for without a pause where the service asks for none', async () => {
    const { times, waited } = await ask([{ status: 503, headers: { 'retry-after': '0' } }])
    assert.deepEqual(waited.slice(0, 3), [1000, 2000, 4000])
    assert.ok(times < 20, `${times} requests`)
  })

  it('is not waited for when that very status is expected', async () => {
    assert.deepEqual((await ask([401], [401])).times, 1)
  })

  it('is the last one when patience ends', async () => {
    const { status, waited } = await ask([401])
    const total = waited.reduce((sum, wait) => sum + wait, 0)
    assert.equal(status, 401)
    assert.ok(total > 15_000 && total <= 30_000, `${total} ms`)
  })

  it('is the last one, too, where the service asks for more patience than there is, and the log says so', async () => {
    const { times, waited, log } = await ask([{ status: 429, headers: { 'retry-after': '600' } }])
    assert.deepEqual([times, waited], [1, []])
    assert.match(log.text, /HTTP 429: the endpoint is busy\. Asking no more: 120 s are enough/)
  })

  it('is waited for while nothing listens yet', async () => {
    const { status, log } = await ask([new Error('connect ECONNREFUSED'), 200])
    assert.equal(status, 200)
    assert.match(log.text, /No answer: connect ECONNREFUSED/)
  })

  it('is not waited for where the certificate is not trusted, and the error says so', async () => {
    const untrusted = Object.assign(new Error('self-signed certificate'), {
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    })
    const replies = [untrusted, 200]
    await assert.rejects(ask(replies), {
      name: 'TaskError',
      message: 'The certificate of the scoring address is not trusted.',
    })
  })

  it('ends in an error for people where nothing ever listens', async () => {
    await assert.rejects(ask([new Error('getaddrinfo ENOTFOUND')]), {
      name: 'TaskError',
      message: 'The scoring address does not answer.',
    })
  })
})
