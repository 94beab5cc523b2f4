import assert from 'node:assert/strict'
import { readTrafficSteps, shiftTraffic } from '../../../../tasks/common/rollout/traffic.ts'

describe('shifting traffic', () => {
  const cases: [
    what: string,
    before: Record<string, number>,
    percent: number,
    after: Record<string, number>,
  ][] = [
    ['takes the share from the one that serves', { blue: 100 }, 10, { blue: 90, green: 10 }],
    ['leaves nothing to it at the end', { blue: 100 }, 100, { blue: 0, green: 100 }],
    ['keeps the proportion of several', { v1: 75, v2: 25 }, 20, { v1: 60, v2: 20, green: 20 }],
    [
      'rounds to whole percents that sum to 100',
      { a: 33, b: 33, c: 34 },
      10,
      { a: 30, b: 30, c: 30, green: 10 },
    ],
    ['gives the remainder to the largest fraction', { a: 70, b: 30 }, 50, { a: 35, b: 15, green: 50 }],
    ['gives everything at once where nobody serves', {}, 10, { green: 100 }],
    ['counts nobody who has nothing', { blue: 100, old: 0 }, 50, { blue: 50, green: 50 }],
  ]
  for (const [what, before, percent, after] of cases) {
    it(what, () => assert.deepEqual(shiftTraffic(before, 'green', percent), after))
  }

  it('always sums to 100', () => {
    for (let share = 1; share < 100; share++) {
      const shares = shiftTraffic({ a: share, b: 100 - share }, 'green', 100 - share)
      assert.equal(
        Object.values(shares).reduce((sum, one) => sum + one),
        100,
      )
    }
  })
})

describe('the steps of the traffic', () => {
  it('are whole percents that grow to 100', () => {
    assert.deepEqual(readTrafficSteps('10, 50,100'), [10, 50, 100])
    assert.deepEqual(readTrafficSteps('100'), [100])
  })

  const wrong: [string, RegExp][] = [
    ['10,50', /does not end with 100/],
    ['50,10,100', /does not grow/],
    ['10,10,100', /does not grow/],
    ['0,100', /no list of whole percents/],
    ['10,,100', /no list of whole percents/],
    ['10;100', /no list of whole percents/],
    ['33.3,100', /no list of whole percents/],
  ]
  for (const [text, says] of wrong) {
    it(`are not "${text}"`, () => assert.match(String(readTrafficSteps(text)), says))
  }
})
