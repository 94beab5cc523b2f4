import assert from 'node:assert/strict'
import { mediaTypes } from '../../../local/azure/registry/layout/media-types.ts'
import type { Answer } from '../azure/local-azure.ts'
import { type DataPlane, dataPlaneOf } from './data-plane.ts'
import { type RegistryUnderTest, armToken, startRegistry } from './registry.ts'

const REPOSITORY = 'team/model'
const METADATA = `/acr/v1/${REPOSITORY}`
const oci = { accept: mediaTypes.manifest }

interface Listed {
  imageName: string
  manifests: {
    digest: string
    tags?: string[]
    createdTime: string
    lastUpdateTime: string
    mediaType: string
    changeableAttributes: { deleteEnabled: boolean }
  }[]
}

describe('What the container registry tells and deletes beyond the distribution API', function () {
  this.timeout(60_000)
  let registry: RegistryUnderTest
  let plane: DataPlane

  beforeEach(async () => {
    registry = await startRegistry()
    plane = dataPlaneOf(registry)
  })
  afterEach(() => registry.close())

  const call = async (method: string, path: string, action: string, body?: object): Promise<Answer> =>
    plane.call(method, path, {
      token: await plane.accessToken(`repository:${REPOSITORY}:${action}`),
      headers: { ...oci, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
  const list = async (query = ''): Promise<Listed> =>
    (await call('GET', `${METADATA}/_manifests${query}`, 'metadata_read')).json() as unknown as Listed
  const remove = (digest: string, action = 'delete') =>
    call('DELETE', `/v2/${REPOSITORY}/manifests/${digest}`, action)

  it('lists manifests with their tags, times and attributes', async () => {
    const digest = await plane.push(REPOSITORY, 'v1', 'one layer')
    await plane.push(REPOSITORY, 'v2', 'one layer')
    const { imageName, manifests } = await list()
    assert.equal(imageName, REPOSITORY)
    const [one] = manifests
    assert.equal(manifests.length, 1)
    assert.deepEqual([one?.digest, one?.tags, one?.mediaType], [digest, ['v1', 'v2'], mediaTypes.manifest])
    assert.ok((one?.createdTime ?? '') <= (one?.lastUpdateTime ?? ''))
    assert.equal(one?.changeableAttributes.deleteEnabled, true)
  })

  it('lists by pages, each with a link to the next', async () => {
    for (const layer of ['a', 'b', 'c']) await plane.push(REPOSITORY, layer, `layer ${layer}`)
    const seen: string[] = []
    for (let path = `${METADATA}/_manifests?n=2`, pages = 0; path !== ''; pages++) {
      assert.ok(pages < 3)
      const answer = await call('GET', path, 'metadata_read')
      seen.push(...(answer.json() as unknown as Listed).manifests.map(({ digest }) => digest))
      path = /^<([^>]+)>; rel="next"$/.exec(String(answer.headers['link'] ?? ''))?.[1] ?? ''
    }
    assert.equal(new Set(seen).size, 3)
    const tags = await call('GET', `${METADATA}/_tags?n=1&last=a`, 'metadata_read')
    assert.match(tags.text, /"name":"b"/)
    assert.doesNotMatch(tags.text, /"name":"[ac]"/)
  })

  it('lists repositories to who may see the catalogue, and answers 404 for one that is not there', async () => {
    await plane.push(REPOSITORY, 'v1', 'one layer')
    const token = await plane.accessToken('registry:catalog:*')
    const answer = await plane.call('GET', '/acr/v1/_catalog', { token })
    assert.deepEqual(answer.json(), { repositories: [REPOSITORY] })
    const none = { token: await plane.accessToken('repository:none:metadata_read') }
    const missing = await plane.call('GET', '/acr/v1/none/_manifests', none)
    assert.equal(missing.status, 404)
    assert.match(missing.text, /NAME_UNKNOWN/)
  })

  it('deletes a manifest by its digest, with all its tags, for good and once', async () => {
    const digest = await plane.push(REPOSITORY, 'v1', 'one layer')
    await plane.push(REPOSITORY, 'v2', 'one layer')
    const other = await plane.push(REPOSITORY, 'other', 'another layer')
    assert.equal((await remove(digest)).status, 202)
    assert.equal((await remove(digest)).status, 404)
    const { manifests } = await list()
    assert.deepEqual(
      manifests.map(one => [one.digest, one.tags]),
      [[other, ['other']]],
    )
    assert.equal((await call('GET', `/v2/${REPOSITORY}/manifests/v1`, 'pull')).status, 404)
  })

  it('deletes a manifest by no tag, but a tag by itself, which leaves the manifest', async () => {
    const digest = await plane.push(REPOSITORY, 'v1', 'one layer')
    assert.equal((await remove('v1')).status, 405)
    assert.equal((await call('DELETE', `${METADATA}/_tags/v1`, 'delete')).status, 202)
    assert.equal((await call('DELETE', `${METADATA}/_tags/v1`, 'delete')).status, 404)
    const { manifests } = await list()
    assert.deepEqual(
      manifests.map(one => [one.digest, one.tags]),
      [[digest, undefined]],
    )
  })

  it('refuses to delete what is locked by itself, by a tag or with its repository', async () => {
    const digest = await plane.push(REPOSITORY, 'v1', 'one layer')
    for (const place of [`/_manifests/${digest}`, '/_tags/v1', ''])
      for (const lock of [{ deleteEnabled: false }, { writeEnabled: false }]) {
        assert.equal((await call('PATCH', METADATA + place, 'metadata_write', lock)).status, 200)
        const refused = await remove(digest)
        assert.equal(refused.status, 405, place)
        assert.match(refused.text, /REGISTRY_DISALLOWED_OPERATION/)
        const open = { deleteEnabled: true, writeEnabled: true }
        await call('PATCH', METADATA + place, 'metadata_write', open)
      }
    assert.equal((await remove(digest)).status, 202)
  })

  describe('lets delete by role', () => {
    const statusFor = async (role: 'AcrPush' | 'AcrDelete' | 'Contributor' | Abac): Promise<number> => {
      const digest = await plane.push(REPOSITORY, 'v1', 'one layer')
      registry.azure.world.config.roleAssignmentMode = role.startsWith('Container')
        ? 'AbacRepositoryPermissions'
        : 'LegacyRegistryPermissions'
      const arm = await armToken({ credential: await registry.azure.stranger({ role }) })
      const token = await plane.accessToken(`repository:${REPOSITORY}:delete`, arm)
      const { status } = await plane.call('DELETE', `/v2/${REPOSITORY}/manifests/${digest}`, { token })
      registry.azure.world.config.roleAssignmentMode = 'LegacyRegistryPermissions'
      return status
    }
    type Abac = 'Container Registry Repository Writer' | 'Container Registry Repository Contributor'

    it('AcrDelete and Contributor, but not AcrPush', async () => {
      assert.equal(await statusFor('AcrPush'), 401)
      assert.equal(await statusFor('AcrDelete'), 202)
      assert.equal(await statusFor('Contributor'), 202)
    })

    it('contributors of repositories, but not their writers, where repositories have permissions', async () => {
      assert.equal(await statusFor('Container Registry Repository Writer'), 401)
      assert.equal(await statusFor('Container Registry Repository Contributor'), 202)
    })
  })
})
