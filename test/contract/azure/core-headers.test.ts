import assert from 'node:assert/strict'
import { type AzureUnderTest, startForTest } from './local-azure.ts'

describe('Every answer of local Azure', () => {
  let azure: AzureUnderTest
  let token: string
  before(async () => {
    azure = await startForTest()
    token = (await azure.credential.getToken('https://management.azure.com/.default')).token
  })
  after(() => azure.close())

  const workspace = (more = '') =>
    `${azure.description.endpoints.resourceManager}${azure.world.workspaceArmId}${more}?api-version=2025-12-01`
  const GUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/

  it('has a request id, a correlation id, and the id that the client gave', async () => {
    const headers = { 'x-ms-client-request-id': 'mine' }
    for (const url of [workspace(), workspace('/nothing')]) {
      const answer = await azure.call('GET', url, { token, headers })
      assert.match(String(answer.headers['x-ms-request-id']), GUID)
      assert.match(String(answer.headers['x-ms-correlation-request-id']), GUID)
      assert.equal(answer.headers['x-ms-client-request-id'], 'mine')
    }
  })

  it('keeps the correlation id of the client', async () => {
    const headers = { 'x-ms-correlation-request-id': 'together' }
    const answer = await azure.call('GET', workspace(), { token, headers })
    assert.equal(answer.headers['x-ms-correlation-request-id'], 'together')
  })

  const datastoreSecrets = () => workspace('/datastores/workspaceblobstore/listSecrets')
  const json = { 'content-type': 'application/json' }

  it('to malformed JSON is InvalidRequestContent', async () => {
    const answer = await azure.call('POST', datastoreSecrets(), { token, headers: json, body: '{"a":' })
    assert.equal(answer.status, 400)
    assert.match(answer.text, /InvalidRequestContent/)
  })

  it('takes an empty body under a JSON content type for no body', async () => {
    const answer = await azure.call('POST', datastoreSecrets(), { token, headers: json, body: '' })
    assert.match(answer.text, /No secrets for credentials/)
  })
})
