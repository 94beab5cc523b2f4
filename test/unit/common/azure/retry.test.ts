import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import {
  createHttpHeaders,
  createPipelineRequest,
  type HttpClient,
  type HttpMethods,
  type PipelineRequest,
  type PipelineResponse,
} from '@azure/core-rest-pipeline'
import { openNetwork } from '../../../../tasks/common/azure/network.ts'
import { markRepeatable } from '../../../../tasks/common/azure/retry.ts'
import { InstantClock, RecordingLog } from '../../../support/fake-host.ts'
import { FakeWire, type Answer } from '../../../support/fake-wire.ts'

const URL = 'https://management.example/x?sig=hidden'
const OK = { status: 200, body: { ok: true } }
const reset = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })

interface Setup {
  readonly wire: FakeWire
  readonly clock: InstantClock
  readonly network: HttpClient
}

function answering(...answers: Answer[]): Setup {
  const wire = new FakeWire().on('*', /./, ...answers)
  const clock = new InstantClock()
  const settings = { proxy: undefined, caFile: undefined, userAgent: 'test', wire }
  return { wire, clock, network: openNetwork({ settings, log: new RecordingLog(), clock }) }
}

const asking = (method: HttpMethods, more: Partial<PipelineRequest> = {}): PipelineRequest =>
  Object.assign(createPipelineRequest({ url: URL, method, headers: createHttpHeaders() }), more)

describe('6.3 the retry policy', () => {
  const cases: [what: string, method: HttpMethods, answer: Answer, sent: number, waits?: number[]][] = [
    ['429 with Retry-After, GET', 'GET', { status: 429, headers: { 'retry-after': '7' } }, 2, [7000]],
    [
      '429 with Retry-After, POST: it was not taken',
      'POST',
      { status: 429, headers: { 'retry-after': '7' } },
      2,
      [7000],
    ],
    ['429 without Retry-After, POST', 'POST', { status: 429 }, 2],
    ['503 with Retry-After, POST', 'POST', { status: 503, headers: { 'retry-after': '3' } }, 2, [3000]],
    ['503 without Retry-After, GET', 'GET', { status: 503 }, 2],
    ['503 without Retry-After, POST: it may have had its effect', 'POST', { status: 503 }, 1],
    ['500, GET', 'GET', { status: 500 }, 2],
    ['500, PUT', 'PUT', { status: 500 }, 2],
    ['500, DELETE', 'DELETE', { status: 500 }, 2],
    ['500, POST', 'POST', { status: 500 }, 1],
    ['500, PATCH', 'PATCH', { status: 500 }, 1],
    ['502, GET', 'GET', { status: 502 }, 2],
    ['504, GET', 'GET', { status: 504 }, 2],
    ['408, GET', 'GET', { status: 408 }, 2],
    ['404, GET', 'GET', { status: 404 }, 1],
    ['409, PUT', 'PUT', { status: 409 }, 1],
    ['400, GET', 'GET', { status: 400 }, 1],
  ]
  for (const [what, method, answer, sent, waits] of cases) {
    it(`${what}: sent ${sent === 1 ? 'once' : 'again'}`, async () => {
      const { wire, clock, network } = answering(answer, OK)
      const response = await network.sendRequest(asking(method))
      assert.equal(wire.requests.length, sent)
      assert.equal(response.status === 200, sent === 2)
      if (waits) assert.deepEqual(clock.waits, waits)
    })
  }

  it('waits until the HTTP date that Retry-After names', async () => {
    const at = new Date(new InstantClock().now() + 20_000).toUTCString()
    const { clock, network } = answering({ status: 429, headers: { 'retry-after': at } }, OK)
    await network.sendRequest(asking('GET'))
    assert.deepEqual(clock.waits, [20_000])
  })

  it('sends a GET again after a broken connection', async () => {
    const { wire, network } = answering(reset(), OK)
    assert.equal((await network.sendRequest(asking('GET'))).status, 200)
    assert.equal(wire.requests.length, 2)
  })

  it('does not send a POST again after a broken connection, unless it was marked as repeatable', async () => {
    const plain = answering(reset(), OK)
    await assert.rejects(plain.network.sendRequest(asking('POST')), /socket hang up/)
    assert.equal(plain.wire.requests.length, 1)
    const marked = answering(reset(), OK)
    const request = asking('POST')
    markRepeatable(request)
    assert.equal((await marked.network.sendRequest(request)).status, 200)
  })

  it('does not hope for another certificate', async () => {
    const { wire, network } = answering(
      Object.assign(new Error('self signed'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
    )
    await assert.rejects(network.sendRequest(asking('GET')), /self signed/)
    assert.equal(wire.requests.length, 1)
  })

  it('does not send a stream twice: the first attempt has consumed it', async () => {
    const { wire, network } = answering({ status: 500 })
    await network.sendRequest(asking('PUT', { body: Readable.from(['bytes']) }))
    assert.equal(wire.requests.length, 1)
  })

  it('doubles its waits with jitter, each between three and five quarters of its step', async () => {
    const { clock, network } = answering({ status: 500 })
    await network.sendRequest(asking('GET'))
    const steps = [500, 1000, 2000, 4000, 8000, 16_000, 30_000]
    assert.equal(clock.waits.length, steps.length)
    clock.waits.forEach((wait, i) => {
      const step = steps[i] ?? 0
      assert.ok(wait >= step * 0.75 && wait <= step * 1.25, `${wait} for a step of ${step}`)
    })
  })

  it('ends within a budget of three minutes and hands over what the service said last', async () => {
    const { clock, wire, network } = answering({ status: 429, headers: { 'retry-after': '50' } })
    const response = await network.sendRequest(asking('GET'))
    assert.equal(response.status, 429)
    assert.deepEqual(clock.waits, [50_000, 50_000, 50_000])
    assert.equal(wire.requests.length, 4)
  })

  it('does not wait for a Retry-After beyond its budget', async () => {
    const { clock, network } = answering({ status: 429, headers: { 'retry-after': '3600' } })
    assert.equal((await network.sendRequest(asking('GET'))).status, 429)
    assert.deepEqual(clock.waits, [])
  })

  it('stops when the work is aborted', async () => {
    const controller = new AbortController()
    const { wire, network } = answering(() => {
      controller.abort()
      return { status: 500 }
    })
    await outcomeOf(network.sendRequest(asking('GET', { abortSignal: controller.signal })))
    assert.equal(wire.requests.length, 1)
  })

  it('says in the debug log why it waits, without the query', async () => {
    const log = new RecordingLog()
    const wire = new FakeWire().on('*', /./, { status: 500 }, OK)
    const settings = { proxy: undefined, caFile: undefined, userAgent: 'test', wire }
    const network = openNetwork({ settings, log, clock: new InstantClock() })
    await network.sendRequest(asking('GET'))
    assert.match(log.debugLines.join('\n'), /GET \/x: HTTP 500; again in \d+ ms/)
    assert.doesNotMatch(log.debugLines.join('\n'), /hidden/)
  })
})

const outcomeOf = (sent: Promise<PipelineResponse>): Promise<unknown> =>
  sent.then(
    response => response.status,
    (error: unknown) => error,
  )
