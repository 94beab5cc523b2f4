import assert from 'node:assert/strict'
import { judge, judgeEarly, type Limits } from '../../../../tasks/common/rollout/bake/judge.ts'
import type { ProbeResult } from '../../../../tasks/common/rollout/bake/probe-result.ts'
import { Counter } from '../../../../tasks/common/rollout/bake/tally.ts'

const NONE: Limits = { maxErrorRate: 0, maxLatencyInMilliseconds: undefined, metricThreshold: undefined }
const LATENCY: Limits = { ...NONE, maxLatencyInMilliseconds: 100 }

const result = (changes: Partial<ProbeResult> = {}): ProbeResult => ({
  by: 'new',
  kind: 'right',
  answer: undefined,
  milliseconds: 10,
  problems: [],
  ...changes,
})

const WRONG = result({ kind: 'wrong', problems: ['the status is 502'] })
const SLOW = result({ milliseconds: 500 })
const LOST = result({ by: 'unknown', kind: 'unclear', problems: ['no answer'] })
const OTHER_WRONG = result({ by: 'other', kind: 'wrong', problems: ['the status is 500'] })

function counted(
  slowest: number | undefined,
  ...groups: readonly (readonly [number, ProbeResult])[]
): Counter {
  const counter = new Counter(slowest)
  for (const [times, one] of groups) for (let index = 0; index < times; index++) counter.add(one)
  return counter
}

describe('judging a bake that is over', () => {
  const cases: readonly (readonly [string, Counter, Limits, 'pass' | 'fail' | 'inconclusive', RegExp?])[] = [
    ['passes right answers in time', counted(100, [60, result()]), LATENCY, 'pass'],
    [
      'fails by one wrong answer where no error is borne',
      counted(undefined, [59, result()], [1, WRONG]),
      NONE,
      'fail',
      /1 of 60 answers are wrong/,
    ],
    [
      'passes as many wrong answers as are borne',
      counted(undefined, [57, result()], [3, WRONG]),
      { ...NONE, maxErrorRate: 0.05 },
      'pass',
    ],
    [
      'fails by one more',
      counted(undefined, [56, result()], [4, WRONG]),
      { ...NONE, maxErrorRate: 0.05 },
      'fail',
    ],
    ['passes one slow answer of twenty-one', counted(100, [20, result()], [1, SLOW]), LATENCY, 'pass'],
    [
      'fails by a 95th percentile above the limit',
      counted(100, [18, result()], [2, SLOW]),
      LATENCY,
      'fail',
      /2 of 20 answers took longer than 100 ms \(p95 500 ms\)/,
    ],
    ['fails where most of a few answers are slow', counted(100, [1, result()], [2, SLOW]), LATENCY, 'fail'],
    [
      'cannot say where one of a few answers is slow',
      counted(100, [4, result()], [1, SLOW]),
      LATENCY,
      'inconclusive',
      /1 of 5 answers were too slow/,
    ],
    [
      'cannot say where the network hides more than a tenth',
      counted(undefined, [50, result()], [10, LOST]),
      NONE,
      'inconclusive',
      /10 of 60 requests got no telling answer \(the last: no answer\)/,
    ],
    ['bears a tenth', counted(undefined, [54, result()], [6, LOST]), NONE, 'pass'],
    [
      'cannot say where another deployment errs, and does not blame the new one',
      counted(undefined, [40, result()], [20, OTHER_WRONG]),
      NONE,
      'inconclusive',
      /answered wrongly by another deployment or the router \(the last: the status is 500\)/,
    ],
    [
      'a failure counts more than a doubt',
      counted(undefined, [30, result()], [20, LOST], [10, WRONG]),
      NONE,
      'fail',
    ],
  ]
  for (const [what, counter, limits, expected, why] of cases) {
    it(what, () => {
      const verdict = judge(counter, limits, counter.answered)
      assert.equal(verdict.result, expected, JSON.stringify(verdict))
      if (why) assert.match('why' in verdict ? verdict.why : '', why)
    })
  }

  it('cannot say with fewer than half of the answers that were to come', () => {
    const verdict = judge(counted(undefined, [29, result()]), NONE, 60)
    assert.deepEqual(verdict, {
      result: 'inconclusive',
      why: 'it gave 29 of 60 answers, too few to judge by',
    })
    assert.equal(judge(counted(undefined, [30, result()]), NONE, 60).result, 'pass')
  })

  const limits = { ...NONE, metricThreshold: 5 }
  const fine = counted(undefined, [60, result()])
  it('fails by a metric above its threshold, and by none that equals it', () => {
    assert.deepEqual(judge(fine, limits, 60, { what: 'Metric M', value: 5.1 }), {
      result: 'fail',
      why: 'Metric M is 5.1, above 5',
    })
    assert.equal(judge(fine, limits, 60, { what: 'Metric M', value: 5 }).result, 'pass')
  })

  it('cannot say where the metric is unreadable', () => {
    const verdict = judge(fine, limits, 60, { what: 'Metric M', unreadable: 'it has no data' })
    assert.deepEqual(verdict, { result: 'inconclusive', why: 'Metric M cannot be read: it has no data' })
  })
})

describe('judging a bake that goes on', () => {
  it('fails at the first wrong answer where none is borne', () => {
    const verdict = judgeEarly(counted(undefined, [1, WRONG]), NONE, 60)
    assert.equal(verdict?.result, 'fail')
  })

  it('waits while the wrong answers may still be few enough at the end', () => {
    const limits = { ...NONE, maxErrorRate: 0.05 }
    assert.equal(judgeEarly(counted(undefined, [3, WRONG]), limits, 60), undefined)
    assert.equal(judgeEarly(counted(undefined, [4, WRONG]), limits, 60)?.result, 'fail')
  })

  it('fails by slow answers as soon as the 95th percentile must be above the limit', () => {
    assert.equal(judgeEarly(counted(100, [3, SLOW]), LATENCY, 60), undefined)
    assert.equal(judgeEarly(counted(100, [4, SLOW]), LATENCY, 60)?.result, 'fail')
  })

  it('never ends for lack of answers', () => {
    assert.equal(judgeEarly(counted(undefined, [30, LOST]), NONE, 60), undefined)
  })
})
