import assert from 'node:assert/strict'
import { AbortError } from '@azure/abort-controller'
import { createPipelineRequest, type PipelineRequest, type PipelineResponse } from '@azure/core-rest-pipeline'
import { openNetwork } from '../../../../tasks/common/azure/network.ts'
import type { NetworkSettings } from '../../../../tasks/common/host/host.ts'
import { Secret } from '../../../../tasks/common/host/secret.ts'
import { InstantClock, RecordingLog } from '../../../support/fake-host.ts'
import { FakeWire } from '../../../support/fake-wire.ts'
import { folderPerTest } from '../../../support/folder.ts'

/** The request as it reaches the wire. */
async function arriving(settings: Partial<NetworkSettings>, url: string): Promise<PipelineRequest> {
  const seen: PipelineRequest[] = []
  const fake = new FakeWire().on('*', /./, {})
  const wire = {
    sendRequest(request: PipelineRequest): Promise<PipelineResponse> {
      seen.push(request)
      return fake.sendRequest(request)
    },
  }
  const all = { proxy: undefined, caFile: undefined, userAgent: 'us', wire, ...settings }
  const network = openNetwork({ settings: all, log: new RecordingLog(), clock: new InstantClock() })
  await network.sendRequest(createPipelineRequest({ url }))
  const [request] = seen
  assert.ok(request)
  return request
}

describe('the one way out', () => {
  const folder = folderPerTest()
  const proxy = {
    url: 'http://proxy.example:8080',
    username: 'user',
    password: new Secret('hunter2'),
    bypass: ['\\.internal\\.example', '^https://10\\.'],
  }

  it("goes by the agent's proxy, with its user", async () => {
    const { agent, proxySettings } = await arriving({ proxy }, 'https://management.example/x')
    assert.ok(agent ?? proxySettings, 'the request has a proxy')
  })

  for (const url of ['https://host.INTERNAL.example/x', 'https://10.1.2.3/x']) {
    it(`goes directly to ${url}, which the agent's list leaves out`, async () => {
      const { agent, proxySettings } = await arriving({ proxy }, url)
      assert.deepEqual([agent, proxySettings], [undefined, undefined])
    })
  }

  it("trusts the agent's certificate authority beside the usual ones", async () => {
    folder().write({ 'ca.pem': 'an authority' })
    const { tlsSettings } = await arriving({ caFile: folder().at('ca.pem') }, 'https://management.example/x')
    const authorities = tlsSettings?.ca as string[]
    assert.ok(authorities.includes('an authority'))
    assert.ok(authorities.length > 50)
  })

  it('names a certificate file that is gone, and where it comes from', async () => {
    await assert.rejects(arriving({ caFile: '/gone/ca.pem' }, 'https://management.example/x'), {
      message: 'The certificate file /gone/ca.pem cannot be read.',
      likelyCause: /--sslcacert/,
    })
  })

  it('leaves no timer behind when a connection breaks: it would keep the task alive', async () => {
    const settings = { proxy: undefined, caFile: undefined, userAgent: 'us' }
    const network = openNetwork({ settings, log: new RecordingLog(), clock: new InstantClock() })
    const timers = () => process.getActiveResourcesInfo().filter(name => name === 'Timeout').length
    const before = timers()
    const request = createPipelineRequest({ url: 'https://127.0.0.1:1/x', timeout: 100_000 })
    await assert.rejects(network.sendRequest(request), /ECONNREFUSED/)
    assert.ok(timers() - before < 2, 'one for each of the eight attempts') // Node may keep one of its own
  })

  /** A service that takes requests and never answers; what the client calls an abort then. */
  const silent = (abort?: AbortController) => {
    const seen: PipelineRequest[] = []
    const wire = {
      sendRequest: (request: PipelineRequest): Promise<PipelineResponse> =>
        new Promise((_, reject) => {
          seen.push(request)
          const give = (): void => reject(new AbortError('The operation was aborted.'))
          request.abortSignal?.addEventListener('abort', give, { once: true })
          abort?.abort()
        }),
    }
    const settings = { proxy: undefined, caFile: undefined, userAgent: 'us', wire }
    return { seen, network: openNetwork({ settings, log: new RecordingLog(), clock: new InstantClock() }) }
  }

  for (const [method, attempts] of [
    ['POST', 1],
    ['GET', 8],
  ] as const)
    it(`gives an attempt of a ${method} up when its time is over: ${attempts} in all, each with its own`, async () => {
      const { seen, network } = silent()
      const alive = setInterval(() => {}, 1000)
      const request = createPipelineRequest({ url: 'https://a.example/x', method, timeout: 20 })
      await assert
        .rejects(network.sendRequest(request), /no answer within 0\.02 s/)
        .finally(() => clearInterval(alive))
      assert.equal(seen.length, attempts)
      assert.equal(request.timeout, 20)
    })

  it('stops at once when the task is cancelled, whatever time is left', async () => {
    const abort = new AbortController()
    const { seen, network } = silent(abort)
    const request = createPipelineRequest({
      url: 'https://a.example/x',
      timeout: 100_000,
      abortSignal: abort.signal,
    })
    await assert.rejects(network.sendRequest(request), { name: 'AbortError' })
    assert.equal(seen.length, 1)
  })
})
