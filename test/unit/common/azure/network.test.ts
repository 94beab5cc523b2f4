import assert from 'node:assert/strict'
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

  it('gives an attempt up when its time is over, and the next one has its own', async () => {
    const wire = {
      sendRequest: ({ abortSignal }: PipelineRequest): Promise<PipelineResponse> =>
        new Promise((_, reject) =>
          abortSignal?.addEventListener('abort', () => reject(new Error('given up')), { once: true }),
        ),
    }
    const settings = { proxy: undefined, caFile: undefined, userAgent: 'us', wire }
    const network = openNetwork({ settings, log: new RecordingLog(), clock: new InstantClock() })
    const alive = setInterval(() => {}, 1000)
    const request = createPipelineRequest({ url: 'https://a.example/x', method: 'POST', timeout: 20 })
    await assert.rejects(network.sendRequest(request), /given up/).finally(() => clearInterval(alive))
    assert.equal(request.timeout, 20)
  })
})
