import assert from 'node:assert/strict'
import type { RoleName } from '../../../local/azure/core/roles.ts'
import { type Answer, type AzureUnderTest, startForTest } from './local-azure.ts'

const CANARY = 'a-canary-of-a-secret'

describe('Key Vault of local Azure', function () {
  this.timeout(30_000)
  let azure: AzureUnderTest
  let group: string
  let uri: string

  before(async () => {
    azure = await startForTest()
    const { endpoints, subscriptionId, resourceGroup } = azure.description
    group = `${endpoints.resourceManager}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`
    uri = await vaultUri('kv-mlops')
  })
  after(() => azure.close())

  const tokenOf = async (credential = azure.credential, audience = 'https://vault.azure.net') =>
    (await credential.getToken(`${audience}/.default`)).token
  const arm = async (method: string, path: string, body?: object): Promise<Answer> => {
    const url = `${group}/providers/Microsoft.KeyVault/vaults${path}?api-version=2023-07-01`
    return azure.call(method, url, {
      token: await tokenOf(azure.credential, 'https://management.azure.com'),
      ...(body && { body }),
    })
  }
  const vaultUri = async (name: string): Promise<string> =>
    ((await arm('GET', `/${name}`)).json()['properties'] as { vaultUri: string }).vaultUri
  const call = (method: string, path: string, token: string, body?: object): Promise<Answer> =>
    azure.call(method, `${uri}${path}?api-version=7.4`, { token, ...(body && { body }) })
  const secret = async (method: string, path: string, body?: object): Promise<Answer> =>
    call(method, path, await tokenOf(), body)
  const errorOf = (answer: Answer) => {
    const { code, innererror, message } = answer.json()['error'] as {
      code: string
      message: string
      innererror?: { code: string }
    }
    return { status: answer.status, code, inner: innererror?.code, message }
  }

  it('is born with the vault of the workspace, which tells its address', async () => {
    const { name, properties } = (await arm('GET', '/kv-mlops')).json() as {
      name: string
      properties: { vaultUri: string; enableRbacAuthorization: boolean }
    }
    assert.equal(name, 'kv-mlops')
    assert.equal(properties.enableRbacAuthorization, true)
    assert.match(properties.vaultUri, /^https:\/\/localhost:\d+\/kv-mlops\/$/)
    assert.equal(((await arm('GET', '')).json()['value'] as object[]).length, 1)
    assert.equal((await arm('GET', '/nobody')).status, 404)
  })

  it('challenges who brings no token, naming tenant and resource', async () => {
    const answer = await azure.call('GET', `${uri}secrets/key?api-version=7.4`)
    assert.equal(answer.status, 401)
    assert.match(
      String(answer.headers['www-authenticate']),
      new RegExp(
        `authorization="[^"]+/${azure.description.tenantId}", resource="https://vault\\.azure\\.net"`,
      ),
    )
    assert.match(errorOf(answer).message, /AKV10000/)
  })

  it('takes no token of another audience', async () => {
    const answer = await call(
      'GET',
      'secrets/key',
      await tokenOf(azure.credential, 'https://management.azure.com'),
    )
    assert.equal(answer.status, 401)
  })

  it('keeps a version of each value; the newest is the secret', async () => {
    const first = await secret('PUT', 'secrets/key', {
      value: 'one',
      contentType: 'a key',
      tags: { team: 'risk' },
    })
    const second = await secret('PUT', 'secrets/key', { value: 'two' })
    assert.deepEqual([first.status, second.status], [200, 200])
    const got = (await secret('GET', 'secrets/key')).json()
    assert.equal(got['value'], 'two')
    assert.equal(got['contentType'], undefined, 'a new version has only what it was given')
    const version = String(first.json()['id']).split('/').at(-1) ?? ''
    const old = (await secret('GET', `secrets/key/${version}`)).json()
    assert.deepEqual([old['value'], old['contentType'], old['tags']], ['one', 'a key', { team: 'risk' }])
    const versions = (await secret('GET', 'secrets/key/versions')).json()['value'] as Record<
      string,
      unknown
    >[]
    assert.equal(versions.length, 2)
    assert.ok(versions.every(one => !('value' in one)))
  })

  it('knows the names that it allows, and says 404 for a secret that is not there', async () => {
    assert.equal(errorOf(await secret('PUT', 'secrets/a_b', { value: 'x' })).code, 'BadParameter')
    assert.deepEqual(errorOf(await secret('GET', 'secrets/nobody')).code, 'SecretNotFound')
  })

  it('keeps the name of a deleted secret until it is recovered or purged', async () => {
    await secret('PUT', 'secrets/gone', { value: 'x' })
    assert.ok((await secret('DELETE', 'secrets/gone')).json()['recoveryId'])
    assert.equal((await secret('GET', 'secrets/gone')).status, 404)
    const { status, code, inner } = errorOf(await secret('PUT', 'secrets/gone', { value: 'y' }))
    assert.deepEqual([status, code, inner], [409, 'Conflict', 'ObjectIsDeletedButRecoverable'])
    assert.equal((await secret('POST', 'deletedsecrets/gone/recover')).status, 200)
    assert.equal((await secret('GET', 'secrets/gone')).json()['value'], 'x')
    await secret('DELETE', 'secrets/gone')
    assert.equal((await secret('DELETE', 'deletedsecrets/gone')).status, 204)
    assert.equal((await secret('PUT', 'secrets/gone', { value: 'y' })).status, 200)
  })

  const roles: [RoleName, get: number, set: number][] = [
    ['Contributor', 403, 403],
    ['Key Vault Secrets User', 200, 403],
    ['Key Vault Secrets Officer', 200, 200],
  ]
  for (const [role, get, set] of roles) {
    it(`lets ${role} ${get === 200 ? 'read' : 'not read'} and ${set === 200 ? 'write' : 'not write'} a secret`, async () => {
      await secret('PUT', 'secrets/key', { value: 'two' })
      const token = await tokenOf(await azure.stranger({ role }))
      assert.equal((await call('GET', 'secrets/key', token)).status, get)
      const answer = await call('PUT', 'secrets/key', token, { value: 'three' })
      assert.equal(answer.status, set)
      if (set === 403) {
        const { inner, message } = errorOf(answer)
        assert.equal(inner, 'ForbiddenByRbac')
        assert.match(message, /Microsoft\.KeyVault\/vaults\/secrets\/setSecret\/action/)
      }
    })
  }

  it('goes by access policies where a vault does not go by roles', async () => {
    const { tenantId } = azure.description
    const { objectId } = azure.world.settings
    const make = (secrets: string[]) =>
      arm('PUT', '/kv-policies', {
        location: 'westeurope',
        properties: { tenantId, accessPolicies: [{ tenantId, objectId, permissions: { secrets } }] },
      })
    assert.equal((await make(['Get'])).status, 201)
    const token = await tokenOf()
    const put = async () =>
      azure.call('PUT', `${await vaultUri('kv-policies')}secrets/key?api-version=7.4`, {
        token,
        body: { value: 'x' },
      })
    const refused = errorOf(await put())
    assert.deepEqual([refused.status, refused.inner], [403, 'AccessDenied'])
    assert.match(refused.message, /does not have secrets set permission/)
    assert.equal((await make(['Get', 'Set'])).status, 200)
    assert.equal((await put()).status, 200)
  })

  it('is closed to everybody without public network access', async () => {
    const { tenantId } = azure.description
    const properties = { tenantId, enableRbacAuthorization: true, publicNetworkAccess: 'Disabled' }
    await arm('PUT', '/kv-closed', { location: 'westeurope', properties })
    const url = `${await vaultUri('kv-closed')}secrets/key?api-version=7.4`
    assert.equal(
      errorOf(await azure.call('GET', url, { token: await tokenOf() })).inner,
      'ForbiddenByConnection',
    )
  })

  it('leaves no value of a secret in the record of its traffic', async () => {
    await secret('PUT', 'secrets/canary', { value: CANARY })
    assert.equal((await secret('GET', 'secrets/canary')).json()['value'], CANARY)
    const { entries } = (await azure.control('GET', '/traffic')).json()['log'] as { entries: object[] }
    const text = JSON.stringify(entries)
    assert.ok(text.includes('secrets/canary'))
    assert.ok(!text.includes(CANARY))
  })

  it('answers 501 for keys and certificates', async () => {
    assert.equal((await secret('GET', 'keys/key')).status, 501)
  })
})
