import assert from 'node:assert/strict'
import type { FoundItem } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/read/found.ts'
import type { FakeAzure } from '../../support/fake-azure.ts'
import { failure } from '../../support/fake-wire.ts'
import { OLD, emptyWorkspace, inventoryOf } from './fake-inventory.ts'

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
const manifest = (letter: string, more: object = {}): object => ({
  digest: digest(letter),
  createdTime: OLD,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  ...more,
})

describe('Reading the images of a registry', () => {
  let azure: FakeAzure
  let manifests: object[]
  let tags: object[]
  let repository: object

  beforeEach(() => {
    azure = emptyWorkspace()
    manifests = []
    tags = []
    repository = {}
    const { wire } = azure
    wire.on('GET', /^registry\.example\/v2\//, { body: {} })
    wire.on('GET', /^registry\.example\/acr\/v1\/models\/chd$/, () => ({ body: repository }))
    wire.on('GET', /^registry\.example\/acr\/v1\/models\/chd\/_manifests/, () => ({ body: { manifests } }))
    wire.on('GET', /^registry\.example\/acr\/v1\/models\/chd\/_tags/, () => ({ body: { tags } }))
  })

  const imagesIn = async (...repositories: string[]): Promise<readonly FoundItem[]> =>
    (await inventoryOf(azure, ['image'], repositories)).items
  const namesOf = (items: readonly FoundItem[]): string[] => items.map(({ name }) => name)

  it('follows the Link header from page to page, and stays on the registry', async () => {
    const link = '</acr/v1/models%2Fchd/_manifests?last=x&n=100&orderby=>; rel="next"'
    azure.wire.on('GET', /models\/chd\/_manifests/, {
      headers: { link },
      body: { manifests: [manifest('a', { tags: ['1'] })] },
    })
    azure.wire.on('GET', /models%2Fchd\/_manifests\?last=x/, {
      body: { manifests: [manifest('b', { tags: ['2'] })] },
    })
    assert.deepEqual(namesOf(await imagesIn('models/chd')), ['models/chd:1', 'models/chd:2'])
    assert.ok(azure.wire.requests.every(({ url }) => url.host.endsWith('.example')))
  })

  it('asks to read this repository only, and shares the tokens', async () => {
    manifests = [manifest('a', { tags: ['1'] })]
    await imagesIn('models/chd')
    const scopes = azure.wire
      .sent('POST', /oauth2\/token$/)
      .map(({ body }) => new URLSearchParams(body.toString()).get('scope'))
      .filter(scope => scope?.startsWith('repository'))
    assert.deepEqual(scopes, ['repository:models/chd:metadata_read', 'repository:models/chd:pull'])
  })

  it('finds repositories by prefix, but not those of Azure Machine Learning itself', async () => {
    azure.wire.on('GET', /^registry\.example\/acr\/v1\/_catalog/, {
      body: { repositories: ['azureml/azureml_1', 'models/chd', 'modelsx'] },
    })
    manifests = [manifest('a', { tags: ['1'] })]
    assert.deepEqual(namesOf(await imagesIn('models/*')), ['models/chd:1'])
  })

  const locks: [title: string, change: () => void][] = [
    [
      'itself against deletes',
      () => (manifests = [manifest('a', { changeableAttributes: { deleteEnabled: false } })]),
    ],
    [
      'itself against writes',
      () => (manifests = [manifest('a', { changeableAttributes: { writeEnabled: false } })]),
    ],
    ['by a tag', () => (tags = [{ name: '1', changeableAttributes: { deleteEnabled: false } }])],
    ['with its repository', () => (repository = { changeableAttributes: { deleteEnabled: false } })],
  ]
  for (const [title, change] of locks)
    it(`takes an image for locked that is locked ${title}`, async () => {
      manifests = [manifest('a', { tags: ['1'] })]
      change()
      const [item] = await imagesIn('models/chd')
      assert.equal(item?.inUse, 'is locked')
    })

  it('knows the platforms of an index, which take no place among the newest', async () => {
    const mediaType = 'application/vnd.oci.image.index.v1+json'
    manifests = [manifest('a', { tags: ['1'], mediaType }), manifest('b')]
    azure.wire.on('GET', new RegExp(`/v2/models/chd/manifests/${digest('a')}`), {
      body: { manifests: [{ digest: digest('b') }] },
    })
    const [index, platform] = await imagesIn('models/chd')
    assert.deepEqual([index?.refersTo, index?.group], [[digest('b')], 'models/chd'])
    assert.equal(platform?.group, undefined)
  })

  it('keeps what is attached with what it is attached to: by subject, and by the tag of a signature', async () => {
    manifests = [
      manifest('a', { tags: ['1'] }),
      manifest('b'),
      manifest('c', { tags: [`sha256-${'a'.repeat(64)}.sig`] }),
    ]
    azure.wire.on('GET', new RegExp(`/v2/models/chd/manifests/${digest('b')}`), {
      body: { subject: { digest: digest('a') } },
    })
    const [image] = await imagesIn('models/chd')
    assert.deepEqual([...(image?.refersTo ?? [])].sort(), [digest('b'), digest('c')])
  })

  it('keeps what is attached though it has a tag of its own, or a form of its own', async () => {
    const artifact = 'application/vnd.oci.artifact.manifest.v1+json'
    manifests = [
      manifest('a', { tags: ['1'] }),
      manifest('b', { tags: ['sbom-of-1'] }),
      manifest('c', { mediaType: artifact }),
    ]
    const attached = { body: { subject: { digest: digest('a') } } }
    azure.wire.on('GET', new RegExp(`/v2/models/chd/manifests/${digest('b')}`), attached)
    azure.wire.on('GET', new RegExp(`/v2/models/chd/manifests/${digest('c')}`), ({ headers }) =>
      headers['accept']?.includes(artifact)
        ? attached
        : failure(404, 'MANIFEST_UNKNOWN', 'Not in that form.'),
    )
    const [image, bill] = await imagesIn('models/chd')
    assert.deepEqual([...(image?.refersTo ?? [])].sort(), [digest('b'), digest('c')])
    assert.equal(bill?.group, undefined)
  })

  it('looks for the platforms of what tells no form', async () => {
    manifests = [
      manifest('a', { tags: ['1'], mediaType: undefined, createdTime: '2026-01-01' }),
      manifest('b'),
    ]
    azure.wire.on('GET', new RegExp(`/v2/models/chd/manifests/${digest('a')}`), {
      body: { manifests: [{ digest: digest('b') }] },
    })
    const [index] = await imagesIn('models/chd')
    assert.deepEqual(index?.refersTo, [digest('b')])
  })

  it('keeps an image with an attachment that is locked, as deleting it would take that along', async () => {
    const changeableAttributes = { deleteEnabled: false }
    manifests = [
      manifest('a', { tags: ['1'] }),
      manifest('c', { tags: [`sha256-${'a'.repeat(64)}.sig`], changeableAttributes }),
    ]
    const [, signature] = await imagesIn('models/chd')
    assert.deepEqual(signature?.refersTo, [digest('a')])
  })

  it('keeps an image with a young attachment whose tag is locked', async () => {
    const young = { tags: ['sbom'], createdTime: '2026-01-01T00:00:00Z' }
    manifests = [manifest('a', { tags: ['1'] }), manifest('b', young)]
    tags = [{ name: 'sbom', changeableAttributes: { deleteEnabled: false } }]
    azure.wire.on('GET', new RegExp(`/v2/models/chd/manifests/${digest('b')}`), {
      body: { subject: { digest: digest('a') } },
    })
    const [, bill] = await imagesIn('models/chd')
    assert.deepEqual(bill?.refersTo, [digest('a')])
  })

  it('dates an image by its last push', async () => {
    manifests = [manifest('a', { tags: ['1'], lastUpdateTime: '2024-05-01T10:00:00.1234567Z' })]
    assert.equal((await imagesIn('models/chd'))[0]?.since, Date.UTC(2024, 4, 1, 10, 0, 0, 123))
  })
})
