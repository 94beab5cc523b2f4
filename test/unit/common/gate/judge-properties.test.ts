import assert from 'node:assert/strict'
import fc from 'fast-check'
import type { Baseline, GateRule, Verdict } from '../../../../tasks/common/gate/gate-rule.ts'
import { judge } from '../../../../tasks/common/gate/judge.ts'
import { rule } from './judge-table.ts'

const number = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const positive = fc.double({ min: 1e-6, max: 1e6, noNaN: true })
const margin = fc.record({ amount: fc.double({ min: -50, max: 50, noNaN: true }), isPercent: fc.boolean() })
const anyNumber = fc.oneof(number, fc.constantFrom(Number.NaN, Infinity, -Infinity, 0, -0))

const known = (...numbers: number[]): Baseline => ({
  kind: 'known',
  models: numbers.map((roc_auc, index) => ({ model: `chd:${index + 1}`, metrics: { roc_auc } })),
})
const verdict = (changes: Partial<GateRule>, value: number, baseline: Baseline): Verdict =>
  judge([{ rule: { ...rule, ...changes }, baseline }], { model: 'chd:9', metrics: { roc_auc: value } })
    .verdict

describe('the gate, whatever the numbers', () => {
  it('accepts a model that is better than one that it accepts', () =>
    fc.assert(
      fc.property(number, positive, number, margin, (value, gain, old, given) => {
        fc.pre(verdict({ margin: given }, value, known(old)) === 'accepted')
        assert.equal(verdict({ margin: given }, value + gain, known(old)), 'accepted')
      }),
    ))

  it('takes minimize for maximize of the negated numbers', () =>
    fc.assert(
      fc.property(number, number, number, margin, (value, old, threshold, given) => {
        const most = verdict({ margin: given, threshold }, value, known(old))
        const least = { goal: 'minimize', margin: given, threshold: -threshold } as const
        assert.equal(verdict(least, -value, known(-old)), most)
      }),
    ))

  it('never lets two models beat each other by a margin of nothing or more', () =>
    fc.assert(
      fc.property(number, number, fc.double({ min: 0, max: 50, noNaN: true }), (one, other, amount) => {
        const given = { margin: { amount, isPercent: false } }
        const verdicts = [verdict(given, one, known(other)), verdict(given, other, known(one))]
        assert.notDeepEqual(verdicts, ['accepted', 'accepted'])
      }),
    ))

  it('accepts against several exactly what it accepts against each of them', () =>
    fc.assert(
      fc.property(number, fc.array(number, { minLength: 1, maxLength: 5 }), (value, olds) => {
        const each = olds.every(old => verdict({}, value, known(old)) === 'accepted')
        assert.equal(verdict({}, value, known(...olds)), each ? 'accepted' : 'rejected')
      }),
    ))

  it('never accepts what is no finite number, nor compares with it, where the policies say fail', () =>
    fc.assert(
      fc.property(anyNumber, anyNumber, fc.option(number), (value, old, threshold) => {
        const strict = {
          missingMetric: 'fail',
          unreadableBaseline: 'fail',
          threshold: threshold ?? undefined,
        } as const
        const failed = verdict(strict, value, known(old)) === 'failed'
        assert.equal(failed, !Number.isFinite(value) || !Number.isFinite(old))
      }),
    ))

  it('prints a line of its own for everything that it asks, with the number in it', () =>
    fc.assert(
      fc.property(number, number, number, (value, old, threshold) => {
        const asked = { rule: { ...rule, threshold }, baseline: known(old) }
        const { clauses } = judge([asked], { model: 'chd:9', metrics: { roc_auc: value } })
        assert.equal(clauses.length, 2)
        for (const clause of clauses) {
          assert.match(clause.text, /^roc_auc: -?[\d.e+-]+ .*: (yes|no)$/)
          assert.equal(clause.value, value)
        }
      }),
    ))
})
