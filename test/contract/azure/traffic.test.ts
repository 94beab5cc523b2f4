import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { HarEntry } from '../../../local/azure/core/traffic.ts'
import { type AzureUnderTest, startForTest } from './local-azure.ts'
import { until } from './until.ts'

describe('The record of traffic', () => {
  let azure: AzureUnderTest
  let directory: string
  let har: string

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'traffic-'))
    har = join(directory, 'traffic.har')
    azure = await startForTest({ har })
  })
  after(async () => {
    await azure.close()
    rmSync(directory, { recursive: true })
  })

  const entries = () =>
    (JSON.parse(readFileSync(har, 'utf8')) as { log: { entries: HarEntry[] } }).log.entries
  /** The record is written when the answer has been sent: a moment after the client has it. */
  const recorded = async (holds: (entry: HarEntry) => boolean): Promise<HarEntry> => {
    let found: HarEntry | undefined
    await until('the exchange is recorded', () => (found = entries().find(holds)) !== undefined)
    assert.ok(found)
    return found
  }
  const workspace = (path = '') =>
    `${azure.description.endpoints.resourceManager}${azure.world.workspaceArmId}${path}?api-version=2025-12-01`
  const armToken = async () =>
    (await azure.credential.getToken('https://management.azure.com/.default')).token

  it('is a whole HAR 1.2 file after every exchange', async () => {
    await azure.call('GET', workspace(), { token: await armToken() })
    const { request, response } = await recorded(({ request: { url } }) => url === workspace())
    assert.equal(request.method, 'GET')
    assert.equal(response.status, 200)
    assert.match(response.content.text ?? '', /"ws-mlops"/)
  })

  it('says who sent each: a task by its User-Agent, a job by its run token, others', async () => {
    const token = await armToken()
    const run = await azure.world.tokens.issueRunToken({ runId: 'r', scope: azure.world.workspaceArmId })
    const taskAgent = { 'user-agent': 'mlops-azureml-pipelines/1.0 MLOpsTrain' }
    const { dataPlane } = azure.description.endpoints
    await azure.call('GET', workspace('/other'), { token })
    await azure.call('GET', workspace('/task'), { token, headers: taskAgent })
    await azure.call('GET', `${dataPlane}/history/v1.0/job`, { token: run })
    for (const who of ['other', 'task', 'job'] as const) {
      const { _client } = await recorded(({ request: { url } }) => new URL(url).pathname.endsWith(`/${who}`))
      assert.equal(_client, who)
    }
  })

  it('holds request bodies, so that they can be checked against schemas', async () => {
    const body = { properties: { description: 'x' } }
    await azure.call('PUT', workspace('/things/a'), { token: await armToken(), body })
    const { request } = await recorded(({ request: { url } }) => url.includes('/things/a?'))
    assert.equal(request.postData?.text, JSON.stringify(body))
  })

  it('never holds a token, a client secret, a key or a signature', async () => {
    const token = await armToken()
    const sas = azure.world.blobs.sas({ container: 'azureml', permissions: 'rl' })
    const signature = new URL(sas).searchParams.get('sig') ?? ''
    await azure.call('GET', sas.replace('?', '?restype=container&comp=list&'))
    await azure.call('PUT', workspace('/things/b'), {
      token,
      headers: { 'x-azureml-token': token },
      body: { properties: { primaryKey: 'the-key', uri: sas, password: 'the-password' } },
    })
    await recorded(({ request: { url } }) => url.includes('/things/b?'))
    const text = readFileSync(har, 'utf8')
    const secrets = [token, azure.description.clientSecret, signature, encodeURIComponent(signature)]
    for (const secret of [...secrets, 'the-key', 'the-password'])
      assert.ok(!text.includes(secret), `found ${secret.slice(0, 12)}...`)
  })
})
