import assert from 'node:assert/strict'
import { type AzureUnderTest, startForTest } from './local-azure.ts'

describe('The control API of local Azure', () => {
  let azure: AzureUnderTest
  before(async () => {
    azure = await startForTest()
  })
  after(() => azure.close())

  it('says that it lives to anybody, and nothing else without its token', async () => {
    const { url, token } = azure.description.control
    assert.deepEqual((await azure.call('GET', `${url}/health`)).json(), { status: 'ok', pid: process.pid })
    assert.equal((await azure.call('GET', `${url}/faults`)).status, 401)
    assert.equal((await azure.call('GET', `${url}/faults`, { token: `${token}x` })).status, 401)
    assert.equal((await azure.call('GET', `${url}/faults`, { token })).status, 200)
  })

  for (const [path, body, what] of [
    ['/pace/job', { kind: 'sometimes' }, 'a pace'],
    ['/token-lifetime', { seconds: '60' }, 'a life'],
    ['/traffic', { har: 'x' }, 'a record'],
  ] as const)
    it(`refuses ${what} that it does not understand: ${JSON.stringify(body)}`, async () => {
      assert.equal((await azure.control('PUT', path, body)).status, 400)
    })

  it('refuses a principal with a role that Azure does not have', async () => {
    const roles = [{ role: 'King', scope: '/' }]
    assert.equal((await azure.control('POST', '/principals', { roles })).status, 400)
  })

  it('resets to the state of birth, under the same identities', async () => {
    const stranger = await azure.stranger({ role: 'Reader' })
    await azure.control('PUT', '/pace/*', { kind: 'reads', count: 5 })
    await azure.control('POST', '/faults', { effect: { kind: 'status', status: 500 } })
    assert.equal((await azure.control('POST', '/reset')).status, 200)
    assert.deepEqual(JSON.parse((await azure.control('GET', '/faults')).text), [])
    assert.deepEqual(azure.world.pace.get('job'), { kind: 'immediate' })
    await assert.rejects(stranger.getToken('https://storage.azure.com/.default'), /AADSTS700016/)
    const { token } = await azure.credential.getToken('https://management.azure.com/.default')
    const { resourceManager } = azure.description.endpoints
    const url = `${resourceManager}${azure.world.workspaceArmId}?api-version=2025-12-01`
    assert.equal((await azure.call('GET', url, { token })).status, 200)
  })
})
