import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { Readable } from 'node:stream'
import { type HttpClient } from '@azure/core-rest-pipeline'
import { ContainerClient } from '@azure/storage-blob'
import { downloadPrefix } from '../../../../tasks/common/storage/download/download-prefix.ts'
import { targetOf } from '../../../../tasks/common/storage/download/remote-file.ts'
import { throughDoor } from '../../../../tasks/common/storage/through-door.ts'
import { FakeBlobs } from '../../../support/fake-blobs.ts'
import { FakeWire } from '../../../support/fake-wire.ts'
import { folderPerTest } from '../../../support/folder.ts'

const CONTENT = 'abcdefghij'.repeat(100)
const never = new AbortController().signal

/** A store whose answers break off after so many bytes, as long as `breaks` is above 0. */
function brittleStore(after: number) {
  const wire = new FakeWire()
  const blobs = new FakeBlobs(wire)
  const state = { breaks: 0, ranges: [] as string[] }
  const client: HttpClient = {
    async sendRequest(request) {
      const response = await wire.sendRequest(request)
      if (!request.url.includes('/c/out/') || !response.readableStreamBody) return response
      state.ranges.push(request.headers.get('x-ms-range') ?? request.headers.get('range') ?? '')
      if (state.breaks === 0) return response
      state.breaks--
      const chunks: Buffer[] = []
      for await (const chunk of response.readableStreamBody) chunks.push(Buffer.from(chunk as Uint8Array))
      return { ...response, readableStreamBody: broken(Buffer.concat(chunks).subarray(0, after)) }
    },
  }
  const container = new ContainerClient('https://account.blob.storage.example/c?sig=s', throughDoor(client))
  return { blobs, state, container, wire }
}

function broken(bytes: Buffer): Readable {
  return Readable.from(
    (function* () {
      yield bytes
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })
    })(),
  )
}

describe('a download that breaks off', () => {
  const folder = folderPerTest()
  const target = (): string => folder().at('model.bin')

  it('goes on by itself where the connection was', async () => {
    const { blobs, state, container } = brittleStore(300)
    blobs.put('c/out/model.bin', CONTENT)
    state.breaks = 2
    await downloadPrefix(container, 'out/', folder().path, never)
    assert.equal(fs.readFileSync(target(), 'utf8'), CONTENT)
    assert.equal(state.ranges.length, 3)
  })

  it('is continued by the next attempt, which fetches only what is missing', async () => {
    const { blobs, state, container } = brittleStore(100)
    blobs.put('c/out/model.bin', CONTENT)
    state.breaks = 6
    await assert.rejects(downloadPrefix(container, 'out/', folder().path, never), {
      message: /The download of out\/model\.bin was cut off/,
      remedy: /goes on from there/,
    })
    assert.equal(fs.existsSync(target()), false)
    state.ranges.length = 0
    const { bytes, kept } = await downloadPrefix(container, 'out/', folder().path, never)
    assert.equal(fs.readFileSync(target(), 'utf8'), CONTENT)
    assert.ok(kept > 0 && kept < bytes, `${kept} of ${bytes} bytes were kept`)
    assert.deepEqual(state.ranges, [`bytes=${kept}-`])
    assert.deepEqual(fs.readdirSync(folder().path), ['model.bin'])
  })

  it('gives up on a server that always sends less than it says', async () => {
    const { blobs, container, wire } = brittleStore(0)
    blobs.put('c/out/model.bin', CONTENT)
    wire.on('GET', /\/c\/out\/model/, { status: 206, body: '', headers: { etag: '"1"' } })
    await assert.rejects(downloadPrefix(container, 'out/', folder().path, never), /sent less than it has/)
  })

  it('begins anew where the blob has changed meanwhile', async () => {
    const { blobs, container } = brittleStore(0)
    blobs.put('c/out/model.bin', CONTENT)
    folder().write({ 'model.bin.0123456789ab.partial': 'of an older version' })
    const { kept } = await downloadPrefix(container, 'out/', folder().path, never)
    assert.equal(kept, 0)
    assert.equal(fs.readFileSync(target(), 'utf8'), CONTENT)
    assert.deepEqual(fs.readdirSync(folder().path), ['model.bin'])
  })

  it('begins anew where what was there is damaged, which only the MD5 shows', async () => {
    const { blobs, state, container } = brittleStore(100)
    blobs.put('c/out/model.bin', CONTENT)
    state.breaks = 6
    await assert.rejects(downloadPrefix(container, 'out/', folder().path, never))
    const [partial] = fs.readdirSync(folder().path)
    const damaged = folder().at(partial as string)
    fs.writeFileSync(damaged, 'X'.repeat(fs.statSync(damaged).size))
    await downloadPrefix(container, 'out/', folder().path, never)
    assert.equal(fs.readFileSync(target(), 'utf8'), CONTENT)
  })
})

describe('a file that is there already', () => {
  const folder = folderPerTest()

  it('is fetched where only its length is that of the blob and the service has no MD5', async () => {
    const { blobs, container } = brittleStore(0)
    blobs.put('c/out/score.txt', '0.75').md5 = undefined
    folder().write({ 'score.txt': '0.50' })
    await downloadPrefix(container, 'out/', folder().path, never)
    assert.equal(fs.readFileSync(folder().at('score.txt'), 'utf8'), '0.75')
  })

  it('is kept where an earlier download of the same blob made it', async () => {
    const { blobs, state, container } = brittleStore(0)
    blobs.put('c/out/score.txt', '0.75').md5 = undefined
    await downloadPrefix(container, 'out/', folder().path, never)
    state.ranges.length = 0
    const { kept } = await downloadPrefix(container, 'out/', folder().path, never)
    assert.deepEqual([kept, state.ranges], [4, []])
  })
})

describe('the names of blobs', () => {
  const folder = folderPerTest()

  it('are all checked before the first is fetched', async () => {
    const { blobs, state, container } = brittleStore(0)
    for (const name of ['a.txt', 'z/../../evil.txt']) blobs.put(`c/out/${name}`, 'x')
    await assert.rejects(downloadPrefix(container, 'out/', folder().path, never), /would be written outside/)
    assert.deepEqual([state.ranges, fs.readdirSync(folder().path)], [[], []])
  })

  it('that no disk can hold together are refused by both names', async () => {
    const { blobs, container } = brittleStore(0)
    for (const name of ['model', 'model/weights.bin']) blobs.put(`c/out/${name}`, 'x')
    await assert.rejects(
      downloadPrefix(container, 'out/', folder().path, never),
      /The blobs model and model\/weights\.bin cannot both be written/,
    )
  })

  for (const [name, problem] of [
    ['..\\evil.txt', /written outside/],
    ['a\\..\\..\\evil.txt', /written outside/],
    ['D:\\evil.txt', /written outside/],
    ['\\\\server\\share\\evil.txt', /written outside/],
    ['file.txt:stream', /cannot be a file on Windows/],
    ['what?.txt', /cannot be a file on Windows/],
    ['ends with a dot.', /cannot be a file on Windows/],
  ] as const) {
    it(`on Windows refuse ${name}`, () => {
      assert.throws(() => targetOf('C:\\agent\\out', name, path.win32), problem)
    })
  }

  it('may hold what only looks dangerous', () => {
    assert.equal(targetOf('/out', 'a..b/..c/d', path.posix), '/out/a..b/..c/d')
    assert.equal(targetOf('C:\\out', 'a/b.txt', path.win32), 'C:\\out\\a\\b.txt')
  })

  for (const name of ['/etc/evil', 'a/../b', '..', 'a\\..\\b']) {
    it(`refuse ${name}`, () => assert.throws(() => targetOf('/out', name, path.posix), /written outside/))
  }
})
