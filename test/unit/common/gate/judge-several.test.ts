import assert from 'node:assert/strict'
import type { Baseline, GateRule } from '../../../../tasks/common/gate/gate-rule.ts'
import { judge, type Question } from '../../../../tasks/common/gate/judge.ts'

const rule: GateRule = {
  metric: 'roc_auc',
  goal: 'maximize',
  baseline: { from: 'deployed', endpointName: 'chd' },
  threshold: undefined,
  margin: { amount: 0, isPercent: false },
  missingMetric: 'fail',
  missingBaseline: 'accept',
  unreadableBaseline: 'fail',
}
const loss: GateRule = { ...rule, metric: 'log_loss', goal: 'minimize' }
const known = (metrics: Readonly<Record<string, number>>, model = 'chd:2'): Baseline => ({
  kind: 'known',
  models: [{ model, metrics }],
})
const candidate = (metrics: Readonly<Record<string, number>>) => ({ model: 'chd:3', metrics })
const ask = (changes: Partial<GateRule>, baseline: Baseline): Question => ({
  rule: { ...rule, ...changes },
  baseline,
})

describe('the gate with several rules', () => {
  const before = known({ roc_auc: 0.7, log_loss: 0.4 })

  it('says yes only when each rule says yes, and tells each outcome', () => {
    const worse = candidate({ roc_auc: 0.8, log_loss: 0.5 })
    const judgement = judge([ask({}, before), ask(loss, before)], worse)
    assert.equal(judgement.verdict, 'rejected')
    assert.deepEqual(
      judgement.clauses.map(({ text }) => text),
      [
        'roc_auc: 0.8 is more than 0.7 (0.7 of chd:2): yes',
        'log_loss: 0.5 is not less than 0.4 (0.4 of chd:2): no',
      ],
    )
    assert.equal(judge([ask({}, before)], worse).verdict, 'accepted')
    const better = candidate({ roc_auc: 0.8, log_loss: 0.3 })
    assert.equal(judge([ask({}, before), ask(loss, before)], better).verdict, 'accepted')
  })

  it('compares each rule with its own baseline', () => {
    const best = known({ roc_auc: 0.9 }, 'chd:1')
    const { verdict, clauses } = judge([ask({}, before), ask({}, best)], candidate({ roc_auc: 0.8 }))
    assert.equal(verdict, 'rejected')
    assert.deepEqual(
      clauses.map(({ baseline, outcome }) => [baseline, outcome]),
      [
        ['chd:2', 'accept'],
        ['chd:1', 'reject'],
      ],
    )
  })

  it('asks threshold and baseline in clauses of their own', () => {
    const { clauses } = judge([ask({ threshold: 0.75 }, before)], candidate({ roc_auc: 0.74 }))
    assert.deepEqual(
      clauses.map(({ outcome, bound }) => [outcome, bound]),
      [
        ['reject', 0.75],
        ['accept', 0.7],
      ],
    )
  })

  it('fails rather than rejects where one clause cannot tell, whatever the order', () => {
    const questions = [ask({}, known({ roc_auc: 0.9 })), ask({ metric: 'recall' }, before)]
    const model = candidate({ roc_auc: 0.1 })
    assert.equal(judge(questions, model).verdict, 'failed')
    assert.equal(judge([...questions].reverse(), model).verdict, 'failed')
  })

  it('does not let one rule make up for what another misses', () => {
    const strict = ask({ metric: 'recall', missingMetric: 'reject' }, before)
    assert.equal(judge([ask({}, before), strict], candidate({ roc_auc: 1 })).verdict, 'rejected')
  })

  it('applies to each rule its own policy', () => {
    const nothing: Baseline = { kind: 'missing', why: 'there is no endpoint chd yet' }
    const outcomes = (['accept', 'reject', 'fail'] as const).map(missingBaseline =>
      judge([ask({ missingBaseline }, nothing)], candidate({ roc_auc: 0.1 })).clauses.map(c => c.outcome),
    )
    assert.deepEqual(outcomes, [['accept'], ['reject'], ['fail']])
  })

  it('takes no name of an object’s own workings for a metric', () => {
    for (const metric of ['constructor', '__proto__', 'toString']) {
      const [clause] = judge([ask({ metric }, before)], candidate({})).clauses
      assert.match(clause?.text ?? '', /chd:3 has no such metric/)
    }
  })
})

describe('the numbers in a verdict', () => {
  const numbers: [value: number, old: number, says: RegExp][] = [
    [0.764869573351, 0.742443906603, /0\.7649 is more than 0\.7424 /],
    [0.742443906603, 0.742443906601, /0\.742443906603 is more than 0\.742443906601 /],
    [0.75 + 2 ** -53, 0.75, /0\.7500000000000001 is more than 0\.75 /],
    [1234567.8, 20000, /1234568 is more than 20000 /],
    [1e-9, -1e-9, /1e-9 is more than -1e-9 /],
    [0, -0.5, /0 is more than -0\.5 /],
  ]
  for (const [value, old, says] of numbers)
    it(`${value} beside ${old} can be read and told apart`, () => {
      const [clause] = judge([ask({}, known({ roc_auc: old }))], candidate({ roc_auc: value })).clauses
      assert.match(clause?.text ?? '', says)
    })

  it('are value, bound and baseline of each clause', () => {
    const margin = { amount: 0.05, isPercent: false }
    const [clause] = judge([ask({ margin }, known({ roc_auc: 0.7 }))], candidate({ roc_auc: 0.8 })).clauses
    assert.deepEqual([clause?.value, clause?.bound, clause?.baseline], [0.8, 0.75, 'chd:2'])
  })

  it('are null where there are none', () => {
    const [clause] = judge([ask({}, known({}))], candidate({})).clauses
    assert.deepEqual([clause?.value, clause?.bound, clause?.baseline], [null, null, null])
  })
})
