import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { ContainerClient } from '@azure/storage-blob'
import { downloadPrefix } from '../../../../tasks/common/storage/download.ts'
import { listFolder } from '../../../../tasks/common/storage/list-folder.ts'
import { throughDoor } from '../../../../tasks/common/storage/through-door.ts'
import { uploadFiles } from '../../../../tasks/common/storage/upload.ts'
import { fakeAzure } from '../../../support/fake-azure.ts'
import { FakeBlobs } from '../../../support/fake-blobs.ts'
import { failure, type FakeWire } from '../../../support/fake-wire.ts'
import { folderPerTest } from '../../../support/folder.ts'

interface Store {
  readonly wire: FakeWire
  readonly blobs: FakeBlobs
  readonly container: ContainerClient
}

function openStore(): Store {
  const { wire, session } = fakeAzure()
  const blobs = new FakeBlobs(wire)
  const url = 'https://account.blob.storage.example/c?sig=s'
  return { wire, blobs, container: new ContainerClient(url, throughDoor(session().anonymous.network)) }
}

const never = new AbortController().signal
const all = { source: undefined, excludes: () => false }

describe('uploading files', () => {
  const folder = folderPerTest()

  it('puts each below the prefix, with its bytes', async () => {
    const { blobs, container } = openStore()
    const root = folder().write({ 'a.txt': 'ay', 'sub/b c.txt': 'bee', 'empty.txt': '' })
    const done: number[] = []
    await uploadFiles(container, 'code/', await listFolder(root, all), never, count => done.push(count))
    assert.deepEqual(blobs.keys, ['c/code/a.txt', 'c/code/empty.txt', 'c/code/sub/b c.txt'])
    assert.equal(blobs.text('c/code/sub/b c.txt'), 'bee')
    assert.deepEqual(done, [1, 2, 3])
  })

  it('6.7 leaves a blob that is there as it is', async () => {
    const { blobs, container } = openStore()
    blobs.put('c/code/a.txt', 'of an earlier attempt')
    const root = folder().write({ 'a.txt': 'new', 'b.txt': 'new' })
    await uploadFiles(container, 'code/', await listFolder(root, all), never)
    assert.deepEqual(
      ['a', 'b'].map(name => blobs.text(`c/code/${name}.txt`)),
      ['of an earlier attempt', 'new'],
    )
  })

  it('fails where storage refuses', async () => {
    const { wire, container } = openStore()
    wire.on('PUT', /storage/, failure(403, 'AuthorizationPermissionMismatch', 'No.'))
    const root = folder().write({ 'a.txt': 'a' })
    await assert.rejects(uploadFiles(container, '', await listFolder(root, all), never), { statusCode: 403 })
  })
})

describe('downloading a folder of blobs', () => {
  const folder = folderPerTest()
  const read = (name: string): string => fs.readFileSync(folder().at(name), 'utf8')

  it('writes every blob below the prefix and counts them', async () => {
    const { blobs, container } = openStore()
    blobs.put('c/out/model.pkl', 'model')
    blobs.put('c/out/sub/data.csv', 'data')
    blobs.put('c/output/other.txt', 'not asked for')
    const { files, bytes } = await downloadPrefix(container, 'out', folder().path, never)
    assert.deepEqual([files, bytes], [2, 9])
    assert.deepEqual([read('model.pkl'), read('sub/data.csv')], ['model', 'data'])
    assert.deepEqual(fs.readdirSync(folder().path).sort(), ['model.pkl', 'sub'])
  })

  it('takes a single blob by its own name', async () => {
    const { blobs, container } = openStore()
    blobs.put('c/out/model.pkl', 'model')
    await downloadPrefix(container, 'out/model.pkl', folder().path, never)
    assert.equal(read('model.pkl'), 'model')
  })

  it('skips what only marks a folder', async () => {
    const { blobs, container } = openStore()
    blobs.put('c/out/sub', '', { hdi_isfolder: 'true' })
    blobs.put('c/out/sub/a.txt', 'a')
    assert.equal((await downloadPrefix(container, 'out/', folder().path, never)).files, 1)
  })

  for (const name of ['../escaped.txt', 'sub/../../escaped.txt']) {
    it(`refuses to climb out by ${name}`, async () => {
      const { blobs, container } = openStore()
      blobs.put(`c/out/${name}`, 'evil')
      const target = folder().at('inside')
      await assert.rejects(downloadPrefix(container, 'out/', target, never), /would be written outside/)
      assert.equal(fs.existsSync(folder().at('escaped.txt')), false)
    })
  }

  it('refuses content whose MD5 is not the one that the service tells', async () => {
    const { blobs, container } = openStore()
    blobs.put('c/out/a.txt', 'right').md5 = Buffer.alloc(16).toString('base64')
    await assert.rejects(
      downloadPrefix(container, 'out/', folder().path, never),
      /out\/a\.txt does not have the length or the MD5/,
    )
    assert.equal(fs.existsSync(folder().at('a.txt')), false)
  })

  it('accepts a blob of which the service tells no MD5', async () => {
    const { blobs, container } = openStore()
    blobs.put('c/out/a.txt', 'right').md5 = undefined
    await downloadPrefix(container, 'out/', folder().path, never)
    assert.equal(read('a.txt'), 'right')
  })

  it('6.7 fetches only what is not there already with the right content', async () => {
    const { wire, blobs, container } = openStore()
    for (const name of ['kept.txt', 'changed.txt', 'missing.txt'])
      blobs.put(`c/out/${name}`, `${name} content`)
    folder().write({ 'kept.txt': 'kept.txt content', 'changed.txt': 'changed.txt CONTENT' })
    await downloadPrefix(container, 'out/', folder().path, never)
    const fetched = wire.sent('GET', /\/c\/out\//).map(({ url }) => url.pathname)
    assert.deepEqual(fetched.sort(), ['/c/out/changed.txt', '/c/out/missing.txt'])
    assert.equal(read('changed.txt'), 'changed.txt content')
  })
})
