import assert from 'node:assert/strict'
import { LogCursor } from '../../../../../tasks/common/machinelearning/run/logs/log-cursor.ts'
import { fakeAzure } from '../../../../support/fake-azure.ts'
import { FakeBlobs } from '../../../../support/fake-blobs.ts'

const URL = 'https://account.blob.storage.example/logs/log.txt?sig=s'

/** Lines printed when the log grows by these pieces, one read after each. */
async function linesOf(...pieces: (string | Uint8Array)[]): Promise<string[]> {
  const { wire, session } = fakeAzure()
  const blobs = new FakeBlobs(wire)
  const { anonymous } = session()
  const lines: string[] = []
  const cursor = new LogCursor(fresh => lines.push(...fresh))
  let whole = Buffer.alloc(0)
  for (const piece of pieces) {
    whole = Buffer.concat([whole, Buffer.from(piece)])
    blobs.put('logs/log.txt', whole)
    await cursor.read(anonymous, URL)
  }
  cursor.end()
  return lines
}

describe('reading a growing log', () => {
  it('prints each line once, as it comes', async () => {
    assert.deepEqual(await linesOf('a\nb\n', 'c\n', 'd\n'), ['a', 'b', 'c', 'd'])
  })

  it('keeps a half line until its rest comes', async () => {
    assert.deepEqual(await linesOf('hel', 'lo\nwor', 'ld\n'), ['hello', 'world'])
  })

  it('prints a last line without an end when the run is over', async () => {
    assert.deepEqual(await linesOf('a\nno end'), ['a', 'no end'])
  })

  it('keeps empty lines', async () => {
    assert.deepEqual(await linesOf('a\n\nb\n'), ['a', '', 'b'])
  })

  it('prints the same lines wherever the bytes are cut', async () => {
    const text = Buffer.from('ä€😀 = ü\r\n10%\r50%\r100%\r\n漢字\n##vso[x]\nend')
    const whole = await linesOf(text)
    assert.deepEqual(whole, ['ä€😀 = ü', '100%', '漢字', '##vso[x]', 'end'])
    for (let cut = 1; cut < text.length; cut++) {
      const lines = await linesOf(text.subarray(0, cut), text.subarray(cut))
      assert.deepEqual(lines, whole, `cut at byte ${cut}`)
    }
  })

  it('shows of a progress bar what stood last', async () => {
    assert.deepEqual(await linesOf('1%\r', '2%\r', '3%\ndone\n'), ['3%', 'done'])
  })

  it('prints a line of a megabyte in pieces, and all of it', async () => {
    const long = 'x'.repeat(1024 * 1024)
    const lines = await linesOf(long.slice(0, 700_000), `${long.slice(700_000)}\nafter\n`)
    assert.equal(lines.at(-1), 'after')
    assert.equal(lines.slice(0, -1).join(''), long)
    assert.ok(lines.every(line => line.length <= 8192))
  })

  it('loses no long line whose end of two bytes comes in two reads', async () => {
    const long = 'x'.repeat(9000)
    const lines = await linesOf(`${long}\r`, '\nafter\n')
    assert.equal(lines.join(''), `${long}after`)
  })

  it('fetches the bytes of the log once, and a few to know it again at each read', async () => {
    const pieces = Array.from({ length: 50 }, (_, i) => `line ${i}\n`)
    const { wire, session } = fakeAzure()
    const blobs = new FakeBlobs(wire)
    const { anonymous } = session()
    let bytes = 0
    wire.on('GET', /log\.txt/, request => {
      const start = Number(/bytes=(\d+)-/.exec(request.headers['x-ms-range'] ?? '')?.[1])
      const body = (blobs.blobs.get('logs/log.txt')?.content ?? Buffer.alloc(0)).subarray(start)
      bytes += body.length
      return body.length === 0 ? { status: 416 } : { status: 206, body }
    })
    const cursor = new LogCursor(() => undefined)
    for (let i = 1; i <= pieces.length; i++) {
      blobs.put('logs/log.txt', pieces.slice(0, i).join(''))
      await cursor.read(anonymous, URL)
    }
    assert.ok(bytes <= pieces.join('').length + 50 * 16, `${bytes} bytes`)
  })

  it('waits for a log that is not there yet', async () => {
    const { wire, session } = fakeAzure()
    const blobs = new FakeBlobs(wire)
    const { anonymous } = session()
    const lines: string[] = []
    const cursor = new LogCursor(fresh => lines.push(...fresh))
    await cursor.read(anonymous, URL)
    blobs.put('logs/log.txt', 'first\n')
    await cursor.read(anonymous, URL)
    assert.deepEqual(lines, ['first'])
  })
})
