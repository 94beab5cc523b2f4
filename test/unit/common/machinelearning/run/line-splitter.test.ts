import assert from 'node:assert/strict'
import { LineSplitter } from '../../../../../tasks/common/machinelearning/run/logs/line-splitter.ts'

describe('splitting text into lines', () => {
  it('tells the newest state of a progress bar that goes on', () => {
    const lines = new LineSplitter()
    assert.deepEqual(lines.take('start\n 10%|#\r 20%|##\r 30%|###'), ['start'])
    assert.equal(lines.pending, ' 30%|###')
    assert.deepEqual(lines.take('\rdone\n'), ['done'])
    assert.equal(lines.pending, '')
  })

  it('cuts a long line between characters, never within one', () => {
    const text = `x${'😀'.repeat(10_000)}`
    const lines = new LineSplitter()
    const pieces = [...lines.take(text), ...lines.end()]
    assert.equal(pieces.join(''), text)
    for (const piece of pieces) assert.equal(Buffer.from(piece).toString(), piece)
  })

  it('keeps little of a progress bar that never ends its line', () => {
    const lines = new LineSplitter()
    for (let i = 0; i < 10_000; i++) assert.deepEqual(lines.take(`${i} of 10000 batches\r`), [])
    assert.deepEqual(lines.end(), ['9999 of 10000 batches'])
  })

  it('is as quick with one line of 20 MB in small pieces as with many', () => {
    const lines = new LineSplitter()
    let length = 0
    for (let i = 0; i < 5000; i++) for (const piece of lines.take('y'.repeat(4096))) length += piece.length
    for (const piece of lines.end()) length += piece.length
    assert.equal(length, 5000 * 4096)
  })
})
