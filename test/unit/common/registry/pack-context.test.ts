import assert from 'node:assert/strict'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract, type Header } from 'tar-stream'
import { contentKey, type Ingredients } from '../../../../tasks/common/registry/image/content-key.ts'
import { textFile, type ContextFile } from '../../../../tasks/common/registry/image/context-file.ts'
import { packContext } from '../../../../tasks/common/registry/image/pack-context.ts'
import { listFolder } from '../../../../tasks/common/storage/list-folder.ts'
import { folderPerTest, type TestFolder } from '../../../support/folder.ts'

const never = new AbortController().signal
const everything = { source: undefined, excludes: () => false }
const tree = { 'b/deep/x.bin': Buffer.alloc(70_000, 7), 'a.py': 'print()\n', 'b/ä.txt': 'ä', empty: '' }

/** Numbers from 0 to 1 that look random and are the same for the same seed. */
function* shuffler(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (state * 48271) % 2147483647
    yield state / 2147483647
  }
}

function shuffled<T>(items: readonly T[], random: Iterator<number, never>): T[] {
  const keyed = items.map(item => ({ item, key: random.next().value }))
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item)
}

/** The tree made in an order, with times, modes and (where the test may) owners that a seed chooses. */
async function made(folder: TestFolder, below: string, seed: number): Promise<ContextFile[]> {
  const random = shuffler(seed)
  for (const [name, content] of shuffled(Object.entries(tree), random)) {
    const file = folder.at(`${below}/${name}`)
    folder.write({ [`${below}/${name}`]: content })
    const seconds = Math.floor(random.next().value * 2_000_000_000)
    fs.utimesSync(file, seconds, seconds)
    fs.chmodSync(file, 0o600 | Math.floor(random.next().value * 0o200))
    if (process.getuid?.() === 0) fs.chownSync(file, seconds % 5000, seconds % 700)
  }
  const files = await listFolder(folder.at(below), everything)
  const context = files.map(({ relative, absolute, size }) => ({
    name: `code/${relative}`,
    content: { file: absolute, size },
  }))
  return shuffled(context, random)
}

async function packed(folder: TestFolder, files: readonly ContextFile[], name: string): Promise<Buffer> {
  await packContext(files, folder.at(name), never)
  return fs.readFileSync(folder.at(name))
}

async function entriesOf(file: string): Promise<{ header: Header; content: Buffer }[]> {
  const entries: { header: Header; content: Buffer }[] = []
  const reading = extract()
  reading.on('entry', (header, stream, next) => {
    const chunks: Buffer[] = []
    stream.on('data', chunk => chunks.push(chunk as Buffer))
    stream.on('end', () => {
      entries.push({ header, content: Buffer.concat(chunks) })
      next()
    })
  })
  await pipeline(fs.createReadStream(file), createGunzip(), reading)
  return entries
}

describe('the build context', () => {
  const folder = folderPerTest()

  it('has the same bytes and the same key from trees of other orders, times, modes and owners', async () => {
    const first = await made(folder(), 'seed-1', 1)
    const bytes = await packed(folder(), first, 'seed-1.tar.gz')
    for (let seed = 2; seed <= 20; seed++) {
      const other = await made(folder(), `seed-${seed}`, seed)
      const same = bytes.equals(await packed(folder(), other, `seed-${seed}.tar.gz`))
      assert.ok(same, `other bytes with seed ${seed}`)
      assert.equal(await contentKey(other), await contentKey(first))
    }
  })

  it('holds every file with its bytes, owned by nobody, of no time', async () => {
    const files = [
      ...(await made(folder(), 'one', 1)),
      { ...textFile('serve', '#!/bin/sh\n'), isExecutable: true },
      textFile('Dockerfile', 'FROM scratch\n'),
    ]
    await packed(folder(), files, 'context.tar.gz')
    const entries = await entriesOf(folder().at('context.tar.gz'))
    assert.deepEqual(
      entries.map(({ header }) => header.name),
      ['Dockerfile', 'code/a.py', 'code/b/deep/x.bin', 'code/b/ä.txt', 'code/empty', 'serve'],
    )
    for (const { header } of entries) {
      assert.deepEqual([header.uid, header.gid, header.mtime.getTime()], [0, 0, 0])
      assert.equal(header.mode, header.name === 'serve' ? 0o755 : 0o644)
    }
    assert.ok(entries[2]?.content.equals(tree['b/deep/x.bin']))
    assert.equal(entries[3]?.content.toString(), 'ä')
  })

  it('takes names longer than a tar header', async () => {
    const name = `code/${'deep/'.repeat(40)}file.py`
    await packed(folder(), [textFile(name, 'x')], 'long.tar.gz')
    const [entry] = await entriesOf(folder().at('long.tar.gz'))
    assert.equal(entry?.header.name, name)
  })

  it('fails, rather than packs something else, when a file shrinks or vanishes meanwhile', async () => {
    const missing = { name: 'x', content: { file: path.join(folder().path, 'gone'), size: 3 } }
    await assert.rejects(packed(folder(), [missing], 'a.tar.gz'), /ENOENT/)
    folder().write({ short: 'ab' })
    const short = { name: 'x', content: { file: folder().at('short'), size: 3 } }
    await assert.rejects(packed(folder(), [short], 'b.tar.gz'), /[Ss]ize mismatch/)
  })

  it('does not keep a large file in memory', async () => {
    const file = folder().at('large')
    const chunk = Buffer.alloc(1024 * 1024, 1)
    for (let i = 0; i < 200; i++) fs.appendFileSync(file, chunk)
    const before = process.memoryUsage().rss
    let peak = before
    const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 5)
    const large = { name: 'model/large', content: { file, size: 200 * chunk.length } }
    await packContext([large], folder().at('large.tar.gz'), never).finally(() => clearInterval(watch))
    assert.ok(peak - before < 120 * chunk.length, `${(peak - before) / chunk.length} MiB more`)
  })
})

describe('the content key', () => {
  const folder = folderPerTest()
  const base = [textFile('Dockerfile', 'FROM a\n'), textFile('code/x.py', '1')]
  const others: Record<string, [ContextFile[], Ingredients?]> = {
    'another base image': [[textFile('Dockerfile', 'FROM b\n'), textFile('code/x.py', '1')]],
    'another byte': [[textFile('Dockerfile', 'FROM a\n'), textFile('code/x.py', '2')]],
    'another name': [[textFile('Dockerfile', 'FROM a\n'), textFile('code/y.py', '1')]],
    'one file more': [[...base, textFile('code/z.py', '')]],
    'another mode': [
      [textFile('Dockerfile', 'FROM a\n'), { ...textFile('code/x.py', '1'), isExecutable: true }],
    ],
    'an argument': [base, { arguments: { FLAVOUR: 'x' } }],
    'the name of a secret argument': [base, { secretArguments: ['TOKEN'] }],
    'another base image under the same name': [base, { bases: ['mcr.example/base@sha256:1'] }],
    'another platform': [base, { platform: 'linux/arm64' }],
  }

  it('is 24 hexadecimal digits and does not depend on the order', async () => {
    const key = await contentKey(base)
    assert.match(key, /^[0-9a-f]{24}$/)
    assert.equal(await contentKey([...base].reverse()), key)
  })

  for (const [what, [files, given]] of Object.entries(others))
    it(`changes with ${what}`, async () =>
      assert.notEqual(await contentKey(files, given), await contentKey(base)))

  it('is the same for a text of ours and a file of these bytes', async () => {
    folder().write({ x: '1' })
    const onDisk = { name: 'code/x.py', content: { file: folder().at('x'), size: 1 } }
    assert.equal(await contentKey([base[0]!, onDisk]), await contentKey(base))
  })
})
