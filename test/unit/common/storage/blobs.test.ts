import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import { ContainerClient } from '@azure/storage-blob'
import { downloadPrefix } from '../../../../tasks/common/storage/download/download-prefix.ts'
import { listFolder } from '../../../../tasks/common/storage/list-folder.ts'
import { throughDoor } from '../../../../tasks/common/storage/through-door.ts'
import { UploadProgress } from '../../../../tasks/common/storage/upload-progress.ts'
import { uploadFiles } from '../../../../tasks/common/storage/upload.ts'
import { fakeAzure } from '../../../support/fake-azure.ts'
import { FakeHost, InstantClock } from '../../../support/fake-host.ts'
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
    await uploadFiles(container, 'code/', await listFolder(root, all), never)
    assert.deepEqual(blobs.keys, ['c/code/a.txt', 'c/code/empty.txt', 'c/code/sub/b c.txt'])
    assert.equal(blobs.text('c/code/sub/b c.txt'), 'bee')
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

  it('6.8 tells every ten seconds how far it is', async () => {
    const { wire, container } = openStore()
    const host = new FakeHost()
    const clock = new InstantClock()
    const root = folder().write({ 'a.bin': new Uint8Array(3_000_000), 'b.bin': new Uint8Array(1_000_000) })
    wire.on('PUT', /storage/, () => {
      clock.time += 11_000
      return { status: 201, headers: { etag: '"1"' } }
    })
    const files = await listFolder(root, all)
    const progress = new UploadProgress('the code src', files, host.log, clock)
    await uploadFiles(container, 'code/', files, never, progress)
    assert.equal(host.log.lines.at(-1), 'Uploading the code src: 3.8 MiB of 3.8 MiB')
    assert.equal(host.log.progressSteps.at(-1)?.percent, 100)
  })

  it('holds a few blocks at a time, however many files there are and however large they are', async () => {
    const { wire, container } = openStore()
    let inFlight = 0
    let most = 0
    wire.on('PUT', /storage/, async ({ body }) => {
      inFlight += body.length
      most = Math.max(most, inFlight)
      await new Promise(resolve => setImmediate(resolve))
      inFlight -= body.length
      return { status: 201, headers: { etag: '"1"' } }
    })
    const files = Object.fromEntries(
      Array.from({ length: 20 }, (_, i) => [`${i}.bin`, new Uint8Array(9 * 1024 * 1024)]),
    )
    const root = folder().write(files)
    await uploadFiles(container, '', await listFolder(root, all), never)
    assert.ok(most > 4 * 1024 * 1024, 'files go side by side')
    assert.ok(most <= 64 * 1024 * 1024, `${most} bytes were held at once`)
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
