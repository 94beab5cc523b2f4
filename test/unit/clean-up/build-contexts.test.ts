import assert from 'node:assert/strict'
import { linked } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/read/found.ts'
import { answerDatastore, type FakeAzure } from '../../support/fake-azure.ts'
import { failure } from '../../support/fake-wire.ts'
import { OLD, emptyWorkspace, inventoryOf, listOf, resource } from './fake-inventory.ts'

const digest = (letter: string): string => `sha256:${letter.repeat(64)}`
const BLOBS = 'https://account.blob.storage.example/container-of-workspaceblobstore'

describe('An environment that is built from a Dockerfile', () => {
  let azure: FakeAzure

  beforeEach(() => {
    azure = emptyWorkspace()
    const { wire } = azure
    const image = (letter: string): object => ({ digest: digest(letter), tags: [letter], createdTime: OLD })
    wire.on('GET', /^registry\.example\/v2\//, { body: {} })
    wire.on('GET', /^registry\.example\/acr\/v1\/base$/, { body: {} })
    wire.on('GET', /^registry\.example\/acr\/v1\/base\/_manifests/, {
      body: { manifests: [image('a'), image('b')] },
    })
    wire.on('GET', /^registry\.example\/acr\/v1\/base\/_tags/, { body: { tags: [] } })
    answerDatastore(wire, 'workspaceblobstore')
    listOf(azure, 'environments', [resource('environments', 'own')])
  })

  const builtFrom = (contextUri: string): void => {
    const build = { contextUri, dockerfilePath: 'docker/Dockerfile' }
    listOf(azure, 'environments/own/versions', [resource('environments/own/versions', '1', { build })])
  }
  const needs = async (): Promise<string[]> => {
    const { items } = linked(await inventoryOf(azure, ['image'], ['base']))
    const found = items.find(({ name }) => name === 'own:1')?.needs ?? []
    return found.map(id => items.find(item => item.id === id)?.name ?? id).sort()
  }
  const dockerfile = (text: string): void =>
    void azure.wire.on('GET', /^account\.blob\.storage\.example\/.*context\/docker\/Dockerfile/, {
      headers: { 'content-length': String(text.length), etag: '"1"' },
      body: text,
    })

  for (const [how, uri] of [
    ['its address in storage', `${BLOBS}/context/`],
    ['its path in a data store', 'azureml://datastores/workspaceblobstore/paths/context'],
  ] as const)
    it(`needs the image that it begins with, told by ${how}`, async () => {
      builtFrom(uri)
      dockerfile('ARG TAG=a\nFROM registry.example/base:${TAG} AS one\nFROM scratch\nCOPY --from=one / /\n')
      const found = await needs()
      assert.deepEqual(azure.host.log.warnings, [])
      assert.deepEqual(found, ['base:a'])
      assert.deepEqual(azure.host.log.warnings, [])
    })

  it('needs the images that it copies out of and mounts', async () => {
    builtFrom(`${BLOBS}/context/`)
    dockerfile(
      'FROM python:3.11\nCOPY --from=registry.example/base:a / /\nRUN --mount=from=registry.example/base:b,target=/b ls\n',
    )
    assert.deepEqual(await needs(), ['base:a', 'base:b'])
  })

  it('needs nothing when its Dockerfile is gone: it can no longer be built', async () => {
    builtFrom(`${BLOBS}/context`)
    azure.wire.on('GET', /^account\.blob\.storage\.example\//, failure(404, 'BlobNotFound', 'Gone.'))
    assert.deepEqual(await needs(), [])
  })

  it('may need any image when its Dockerfile cannot be read, which is told', async () => {
    builtFrom(`${BLOBS}/context`)
    azure.wire.on('GET', /^account\.blob\.storage\.example\//, failure(403, 'AuthorizationFailed', 'No.'))
    assert.deepEqual(await needs(), ['base:a', 'base:b'])
    assert.match(
      azure.host.log.warnings.join(),
      /Dockerfile of environment own:1 .* no image goes while it stays/s,
    )
  })

  it('may need any image when its context is elsewhere; the signature of its address is not shown', async () => {
    builtFrom('https://elsewhere.example/repo.git?sig=secret')
    assert.deepEqual(await needs(), ['base:a', 'base:b'])
    assert.match(azure.host.log.warnings.join(), /elsewhere\.example\/repo\.git is not in the workspace's/)
    assert.doesNotMatch(azure.host.log.text, /secret/)
  })

  it('is not looked into where no images are cleaned up', async () => {
    builtFrom(`${BLOBS}/context`)
    await inventoryOf(azure, ['environment'])
    assert.deepEqual(azure.wire.sent('GET', /blob/), [])
  })
})
