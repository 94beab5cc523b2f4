import assert from 'node:assert/strict'
import { latencyOf, readableLatency } from '../../../../tasks/common/scoring/latency.ts'
import { repeat } from '../../../../tasks/common/scoring/repeat.ts'

describe('latency', () => {
  it('is told by times that were measured: the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index)
    assert.deepEqual(latencyOf(hundred), { p50: 50, p95: 95, p99: 99 })
    assert.deepEqual(latencyOf([30, 10, 20]), { p50: 20, p95: 30, p99: 30 })
    assert.deepEqual(latencyOf([7]), { p50: 7, p95: 7, p99: 7 })
  })

  it('sorts numbers as numbers', () => {
    assert.equal(latencyOf([9, 100, 10]).p50, 10)
  })

  it('is written for people', () => {
    assert.equal(readableLatency({ p50: 3.26, p95: 41.7, p99: 1204 }), 'p50 3.3 ms, p95 42 ms, p99 1204 ms')
  })
})

describe('repeated requests', () => {
  /** Runs `times` works that end only when the test lets them, and tells the most that were under way. */
  async function most(times: number, concurrency: number): Promise<{ done: number; atOnce: number }> {
    let [done, running, atOnce] = [0, 0, 0]
    await repeat(times, concurrency, async () => {
      running += 1
      atOnce = Math.max(atOnce, running)
      await new Promise(setImmediate)
      running -= 1
      done += 1
    })
    return { done, atOnce }
  }

  it('are as many as asked, and at most so many at once', async () => {
    assert.deepEqual(await most(10, 3), { done: 10, atOnce: 3 })
    assert.deepEqual(await most(2, 8), { done: 2, atOnce: 2 })
    assert.deepEqual(await most(0, 8), { done: 0, atOnce: 0 })
  })

  it('end with the first error', async () => {
    await assert.rejects(
      repeat(5, 2, () => Promise.reject(new Error('stop'))),
      /stop/,
    )
  })
})
