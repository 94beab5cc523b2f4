import assert from 'node:assert/strict'
import { decodeJwt } from 'jose'
import { findImage } from '../../../local/azure/registry/images.ts'
import { mediaTypes } from '../../../local/azure/registry/layout/media-types.ts'
import { type DataPlane, dataPlaneOf, digestOf, manifestOf } from './data-plane.ts'
import { type RegistryUnderTest, armToken, startRegistry } from './registry.ts'

const oci = { accept: `${mediaTypes.manifest}, ${mediaTypes.dockerManifest}` }

describe("The container registry's own API", function () {
  this.timeout(60_000)
  let registry: RegistryUnderTest
  let plane: DataPlane
  let digest: string

  before(async () => {
    registry = await startRegistry()
    plane = dataPlaneOf(registry)
    digest = await plane.push('team/model', 'v1', 'one layer')
  })
  after(() => registry.close())
  afterEach(() => {
    registry.azure.world.config.roleAssignmentMode = 'LegacyRegistryPermissions'
  })

  describe('without a token', () => {
    it('answers 401 and says where to get one', async () => {
      const answer = await plane.call('GET', '/v2/')
      assert.equal(answer.status, 401)
      assert.equal(
        answer.headers['www-authenticate'],
        `Bearer realm="https://${registry.loginServer}/oauth2/token",service="${registry.loginServer}"`,
      )
      assert.equal(answer.headers['docker-distribution-api-version'], 'registry/2.0')
      assert.match(answer.text, /"code":"UNAUTHORIZED"/)
    })

    it('names the scope that a request needs', async () => {
      const scopeOf = async (method: string, path: string) =>
        /scope="([^"]*)"/.exec(String((await plane.call(method, path)).headers['www-authenticate']))?.[1]
      assert.equal(await scopeOf('HEAD', '/v2/team/model/manifests/v1'), 'repository:team/model:pull')
      assert.equal(await scopeOf('POST', '/v2/team/model/blobs/uploads/'), 'repository:team/model:push')
      assert.equal(await scopeOf('GET', '/v2/_catalog'), 'registry:catalog:*')
    })
  })

  describe('exchanges', () => {
    const exchange = (access_token: string, more: Record<string, string> = {}) =>
      plane.form('/oauth2/exchange', {
        grant_type: 'access_token',
        service: registry.loginServer,
        access_token,
        ...more,
      })

    it('a token of Azure Resource Manager for a refresh token, and that for access by scope', async () => {
      const scope = 'repository:team/model:pull,push'
      const access = decodeJwt(await plane.accessToken(scope))
      assert.equal(access.aud, registry.loginServer)
      assert.deepEqual(access['access'], [
        { type: 'repository', name: 'team/model', actions: ['pull', 'push'] },
      ])
    })

    it('a token for registries as well', async () => {
      const scope = 'https://containerregistry.azure.net/.default'
      const { token } = await registry.azure.credential.getToken(scope)
      assert.equal((await exchange(token)).status, 200)
    })

    it('no token for another service, and none of an unknown tenant', async () => {
      const { token } = await registry.azure.credential.getToken('https://storage.azure.com/.default')
      assert.equal((await exchange(token)).status, 401)
      const tenant = { tenant: '11111111-1111-1111-1111-111111111111' }
      assert.equal((await exchange(await armToken(registry.azure), tenant)).status, 401)
    })

    it('nothing in the name of another registry', async () => {
      const answer = await exchange(await armToken(registry.azure), { service: 'other.azurecr.io' })
      assert.equal(answer.status, 400)
    })

    it('a password that is a refresh token, as docker hands it over', async () => {
      const basic = Buffer.from(
        `00000000-0000-0000-0000-000000000000:${await plane.refreshToken()}`,
      ).toString('base64')
      const query = `service=${registry.loginServer}&scope=repository:team/model:pull`
      const answer = await plane.call('GET', `/oauth2/token?${query}`, {
        headers: { authorization: `Basic ${basic}` },
      })
      const access = decodeJwt(String(answer.json()['access_token']))['access']
      assert.deepEqual(access, [{ type: 'repository', name: 'team/model', actions: ['pull'] }])
    })

    it('an access token for nothing but access: it is no refresh token', async () => {
      const refresh_token = await plane.accessToken('repository:team/model:pull')
      const fields = { grant_type: 'refresh_token', service: registry.loginServer, refresh_token }
      assert.equal((await plane.form('/oauth2/token', fields)).status, 401)
    })
  })

  describe('grants by role', () => {
    const granted = async (role: Parameters<typeof registry.azure.stranger>[0]) => {
      const arm = await armToken({ credential: await registry.azure.stranger(role) })
      const token = await plane.accessToken('repository:team/model:pull,push', arm)
      return (decodeJwt(token)['access'] as { actions: string[] }[]).flatMap(({ actions }) => actions)
    }

    it('nothing without a role, pull to AcrPull and Reader, both to AcrPush and Contributor', async () => {
      assert.deepEqual(await granted({}), [])
      assert.deepEqual(await granted({ role: 'AcrPull' }), ['pull'])
      assert.deepEqual(await granted({ role: 'Reader' }), ['pull'])
      assert.deepEqual(await granted({ role: 'AcrPush' }), ['pull', 'push'])
      assert.deepEqual(await granted({ role: 'Contributor' }), ['pull', 'push'])
    })

    it('by repository roles alone where the registry has repository permissions', async () => {
      registry.azure.world.config.roleAssignmentMode = 'AbacRepositoryPermissions'
      assert.deepEqual(await granted({ role: 'AcrPush' }), [])
      assert.deepEqual(await granted({ role: 'Container Registry Repository Reader' }), ['pull'])
      assert.deepEqual(await granted({ role: 'Container Registry Repository Writer' }), ['pull', 'push'])
    })
  })

  describe('with a token', () => {
    let pull: string

    before(async () => {
      pull = await plane.accessToken('repository:team/model:pull')
    })

    it('answers HEAD and GET of a manifest by tag and by digest', async () => {
      for (const reference of ['v1', digest])
        for (const method of ['HEAD', 'GET']) {
          const path = `/v2/team/model/manifests/${reference}`
          const answer = await plane.call(method, path, { token: pull, headers: oci })
          assert.equal(answer.status, 200)
          assert.equal(answer.headers['docker-content-digest'], digest)
          assert.equal(answer.headers['content-type'], mediaTypes.manifest)
          assert.equal(
            method === 'HEAD' ? answer.text : digestOf(answer.text),
            method === 'HEAD' ? '' : digest,
          )
        }
    })

    it('hides an OCI manifest from a client that does not accept it', async () => {
      const answer = await plane.call('GET', '/v2/team/model/manifests/v1', {
        token: pull,
        headers: { accept: '*/*' },
      })
      assert.equal(answer.status, 404)
      assert.match(answer.text, /OCI manifest found, but accept header does not support OCI manifests/)
    })

    it('answers the blobs that a manifest names', async () => {
      const path = `/v2/team/model/blobs/${digestOf('one layer')}`
      assert.equal((await plane.call('GET', path, { token: pull })).text, 'one layer')
      const head = await plane.call('HEAD', path, { token: pull })
      assert.equal(head.headers['content-length'], '9')
    })

    it('lists tags in order', async () => {
      await plane.push('team/model', 'latest', 'one layer')
      const answer = await plane.call('GET', '/v2/team/model/tags/list', { token: pull })
      assert.deepEqual(answer.json(), { name: 'team/model', tags: ['latest', 'v1'] })
    })

    it('moves a tag, and keeps the image under its digest', async () => {
      const before = await plane.push('team/moved', 'v', 'first')
      const after = await plane.push('team/moved', 'v', 'second')
      const token = await plane.accessToken('repository:team/moved:pull')
      const digestFor = async (reference: string) =>
        (await plane.call('HEAD', `/v2/team/moved/manifests/${reference}`, { token, headers: oci })).headers[
          'docker-content-digest'
        ]
      assert.equal(await digestFor('v'), after)
      assert.equal(await digestFor(before), before)
    })

    it('says 404 for what it does not hold', async () => {
      const status = async (path: string) =>
        (await plane.call('GET', path, { token: pull, headers: oci })).status
      assert.equal(await status('/v2/team/model/manifests/none'), 404)
      assert.equal(await status(`/v2/team/model/blobs/${digestOf('none')}`), 404)
    })

    it('lets nobody into another repository or to more than was granted', async () => {
      const other = await plane.call('GET', '/v2/team/other/manifests/v1', { token: pull, headers: oci })
      assert.equal(other.status, 401)
      const push = await plane.call('POST', '/v2/team/model/blobs/uploads/', { token: pull })
      assert.equal(push.status, 401)
      assert.match(String(push.headers['www-authenticate']), /error="insufficient_scope"/)
    })

    it('ends access after 75 minutes', async () => {
      const token = await plane.accessToken('repository:team/model:pull')
      registry.azure.world.clock.advance(76 * 60_000)
      const answer = await plane.call('GET', '/v2/', { token })
      assert.match(String(answer.headers['www-authenticate']), /error="invalid_token"/)
    })
  })

  describe('takes a push', () => {
    let push: string

    before(async () => {
      push = await plane.accessToken('repository:team/new:pull,push')
    })

    it('that other services of local Azure read as an image', async () => {
      const reference = `${registry.loginServer}/team/model@${digest}`
      const image = await findImage(registry.azure.world, reference)
      assert.equal(image?.layers[0]?.digest, digestOf('one layer'))
      assert.equal(image.config.os, 'linux')
      assert.equal(await findImage(registry.azure.world, 'mcr.microsoft.com/x:1'), undefined)
      assert.equal(
        await findImage(registry.azure.world, `${registry.loginServer}/team/model:none`),
        undefined,
      )
    })

    it('only of content that has the digest that it claims', async () => {
      const begun = await plane.call('POST', '/v2/team/new/blobs/uploads/', { token: push })
      const answer = await plane.call('PUT', `${String(begun.headers['location'])}?digest=${digestOf('a')}`, {
        token: push,
        body: 'b',
      })
      assert.equal(answer.status, 400)
      assert.match(answer.text, /DIGEST_INVALID/)
    })

    it('of a manifest only after its blobs', async () => {
      const answer = await plane.call('PUT', '/v2/team/new/manifests/v1', {
        token: push,
        headers: { 'content-type': mediaTypes.manifest },
        body: manifestOf('{}', 'a layer that nobody has uploaded'),
      })
      assert.equal(answer.status, 404)
      assert.match(answer.text, /MANIFEST_BLOB_UNKNOWN/)
    })

    it('of a blob that it holds already without an upload', async () => {
      const query = `mount=${digestOf('one layer')}&from=team/model`
      const answer = await plane.call('POST', `/v2/team/new/blobs/uploads/?${query}`, { token: push })
      assert.equal(answer.status, 201)
    })

    it('in one request', async () => {
      const path = `/v2/team/new/blobs/uploads/?digest=${digestOf('whole')}`
      const answer = await plane.call('POST', path, { token: push, body: 'whole' })
      assert.equal(answer.status, 201)
    })
  })
})
