import assert from 'node:assert/strict'
import fc from 'fast-check'
import { histogram } from '../../../../tasks/common/scoring/histogram.ts'

describe('the plot of times', () => {
  it('is blank where there is nothing to compare', () => {
    assert.deepEqual([histogram([]), histogram([7])], [[], []])
  })

  it('has one line where all take the same', () => {
    assert.deepEqual(histogram([4, 4, 4]), [`4 to 4.1 ms  ${'█'.repeat(40)} 3`])
  })

  it('keeps its shape where one takes very long: the last line takes it in', () => {
    const lines = histogram([...Array.from({ length: 99 }, (_, index) => 10 + (index % 10)), 60_000])
    assert.ok(lines.length > 5, lines.join('\n'))
    assert.match(lines.at(-1) ?? '', / to 60000 ms {2}█+.? \d+$/)
  })

  it('counts every time once, in lines of few characters', () => {
    const times = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 2, maxLength: 300 })
    fc.assert(
      fc.property(times, milliseconds => {
        const lines = histogram(milliseconds)
        const total = lines.reduce((sum, line) => sum + Number(/ (\d+)$/.exec(line)?.[1]), 0)
        assert.equal(total, milliseconds.length)
        assert.ok(lines.length >= 1 && lines.length <= 12 && lines.every(line => line.length <= 80))
      }),
    )
  })
})
