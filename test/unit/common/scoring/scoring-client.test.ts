import assert from 'node:assert/strict'
import { AnonymousDoor } from '../../../../tasks/common/azure/anonymous-door.ts'
import { openNetwork } from '../../../../tasks/common/azure/network.ts'
import { Secret } from '../../../../tasks/common/host/secret.ts'
import { score, type ScoringAnswer } from '../../../../tasks/common/scoring/scoring-client.ts'
import { InstantClock, RecordingLog } from '../../../support/fake-host.ts'
import { FakeWire, type Answer } from '../../../support/fake-wire.ts'

const KEY = 'the-endpoint-key'

function service(...answers: Answer[]) {
  const wire = new FakeWire().on('POST', /^score\.example\/score/, ...answers)
  const log = new RecordingLog()
  const clock = new InstantClock()
  const { signal } = new AbortController()
  const settings = { proxy: undefined, caFile: undefined, userAgent: 'test', wire }
  const door = new AnonymousDoor(openNetwork({ settings, log, clock }), signal)
  const ask = (deployment?: string, key: string | undefined = KEY): Promise<ScoringAnswer> =>
    score({
      door,
      url: 'https://score.example/score',
      key: key === '' ? undefined : new Secret(key),
      deployment,
      body: '{"a":1}',
      signal,
      now: () => clock.now(),
    })
  return { wire, log, clock, ask }
}

describe('a scoring request', () => {
  it('carries the key as a bearer, the body as it is, and the deployment that shall answer', async () => {
    const { wire, ask } = service({ body: '[1]' })
    await ask('green')
    const [request] = wire.requests
    assert.equal(request?.headers['authorization'], `Bearer ${KEY}`)
    assert.equal(request.headers['azureml-model-deployment'], 'green')
    assert.equal(request.headers['content-type'], 'application/json')
    assert.equal(request.body.toString(), '{"a":1}')
  })

  it('names no deployment and no key where none is given', async () => {
    const { wire, ask } = service({ body: '[1]' })
    await ask(undefined, '')
    const [{ headers } = { headers: {} }] = wire.requests
    assert.ok(!('azureml-model-deployment' in headers) && !('authorization' in headers))
  })

  it('hands over whatever is answered, with its headers and the time it took', async () => {
    const { clock, ask } = service(() => {
      clock.time += 41
      return { status: 502, headers: { 'X-MS-Run-Function-Failed': 'True' }, body: 'bang' }
    })
    assert.deepEqual(await ask(), {
      status: 502,
      milliseconds: 41,
      text: 'bang',
      headers: { 'content-length': '4', 'x-ms-run-function-failed': 'True' },
    })
  })

  for (const status of [429, 503]) {
    it(`is sent once, also where the answer is ${status}: whoever measures must see it`, async () => {
      const { wire, clock, ask } = service({ status, headers: { 'retry-after': '1' } }, { status: 200 })
      assert.equal((await ask()).status, status)
      assert.equal(wire.requests.length, 1)
      assert.deepEqual(clock.waits, [])
    })
  }

  it('follows no redirect: the key is for this address alone', async () => {
    const { wire, ask } = service({ status: 307, headers: { location: 'https://canary.example/score' } })
    assert.equal((await ask()).status, 307)
    assert.deepEqual(wire.lines, ['POST score.example/score'])
  })

  it('shows neither key nor body in any log', async () => {
    const { log, ask } = service({ status: 401, body: 'no' })
    await ask()
    const everything = [...log.lines, ...log.debugLines].join('\n')
    assert.match(everything, /POST score\.example\/score 401/)
    assert.doesNotMatch(everything, /the-endpoint-key|"a"/)
  })
})
