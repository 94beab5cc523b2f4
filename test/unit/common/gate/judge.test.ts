import assert from 'node:assert/strict'
import type { Baseline, GateRule, Verdict } from '../../../../tasks/common/gate/gate-rule.ts'
import { judge } from '../../../../tasks/common/gate/judge.ts'
import { readMargin } from '../../../../tasks/common/gate/margin.ts'

const rule: GateRule = {
  metric: 'roc_auc',
  goal: 'maximize',
  threshold: undefined,
  margin: { amount: 0, isPercent: false },
  missingMetric: 'fail',
  missingBaseline: 'accept',
  unreadableBaseline: 'fail',
}
const candidate = (value: number | undefined) => ({
  model: 'chd:3',
  metrics: value === undefined ? {} : { roc_auc: value },
})
const deployed = (value: number | undefined): Baseline => ({
  kind: 'known',
  model: 'chd:2',
  metrics: value === undefined ? {} : { roc_auc: value },
})
const nothingDeployed: Baseline = { kind: 'missing', why: 'nothing is deployed behind chd' }
const deletedRun: Baseline = { kind: 'unreadable', why: 'the run of chd:2 is gone' }
const margin = (text: string) => ({ margin: readMargin(text) ?? assert.fail(text) })

type Case = [
  what: string,
  changes: Partial<GateRule>,
  value: number | undefined,
  Baseline,
  Verdict,
  says: RegExp,
]

const cases: Case[] = [
  [
    'a better model',
    {},
    0.76,
    deployed(0.75),
    'accepted',
    /0\.76 is more than 0\.75 \(0\.75 of chd:2\): yes/,
  ],
  ['a tie', {}, 0.75, deployed(0.75), 'rejected', /0\.75 is not more than 0\.75 .*a tie is a no: no/],
  ['a worse model', {}, 0.74, deployed(0.75), 'rejected', /0\.74 is not more than 0\.75/],
  ['the smallest step up', {}, 0.75 + 2 ** -53, deployed(0.75), 'accepted', /yes/],
  ['a smaller loss', { goal: 'minimize' }, 0.2, deployed(0.3), 'accepted', /0\.2 is less than 0\.3/],
  ['a tie of losses', { goal: 'minimize' }, 0.3, deployed(0.3), 'rejected', /a tie is a no/],
  ['a greater loss', { goal: 'minimize' }, 0.4, deployed(0.3), 'rejected', /0\.4 is not less than 0\.3/],
  [
    'better by the margin exactly',
    margin('0.1'),
    0.8,
    deployed(0.7),
    'rejected',
    /not more than 0\.8 \(0\.7 of chd:2, better by 0\.1\)/,
  ],
  ['better by more than the margin', margin('0.1'), 0.8001, deployed(0.7), 'accepted', /yes/],
  ['better by less than the margin', margin('0.1'), 0.79, deployed(0.7), 'rejected', /no$/],
  [
    'a loss better by the margin exactly',
    { goal: 'minimize', ...margin('0.1') },
    0.2,
    deployed(0.3),
    'rejected',
    /not less than 0\.2/,
  ],
  ['better by the percentage exactly', margin('10%'), 0.55, deployed(0.5), 'rejected', /better by 10 %/],
  ['better by more than the percentage', margin('10%'), 0.5501, deployed(0.5), 'accepted', /yes/],
  ['a percentage of a negative baseline', margin('10%'), -8.9, deployed(-10), 'accepted', /more than -9 /],
  ['a percentage of zero', margin('10%'), 0.0001, deployed(0), 'accepted', /more than 0 /],
  [
    'worse within a negative margin',
    margin('-0.02'),
    0.74,
    deployed(0.75),
    'accepted',
    /worse by at most 0\.02/,
  ],
  ['a tie within a negative margin', margin('-0.02'), 0.75, deployed(0.75), 'accepted', /yes/],
  ['worse than a negative margin tolerates', margin('-0.02'), 0.72, deployed(0.75), 'rejected', /no$/],
  ['worse by a negative margin exactly', margin('-0.25'), 0.5, deployed(0.75), 'rejected', /no$/],
  [
    'a loss within a negative percentage',
    { goal: 'minimize', ...margin('-5%') },
    0.31,
    deployed(0.3),
    'accepted',
    /worse by at most 5 %/,
  ],
  [
    'a threshold that is reached exactly',
    { threshold: 0.7 },
    0.7,
    { kind: 'none' },
    'accepted',
    /0\.7 >= threshold 0\.7: yes/,
  ],
  [
    'a threshold that is missed',
    { threshold: 0.7 },
    0.69,
    { kind: 'none' },
    'rejected',
    /0\.69 < threshold 0\.7: no/,
  ],
  [
    'a loss below its threshold',
    { goal: 'minimize', threshold: 0.5 },
    0.4,
    { kind: 'none' },
    'accepted',
    /0\.4 <= threshold 0\.5/,
  ],
  [
    'a loss above its threshold',
    { goal: 'minimize', threshold: 0.5 },
    0.6,
    { kind: 'none' },
    'rejected',
    /0\.6 > threshold 0\.5/,
  ],
  [
    'better, but below the threshold',
    { threshold: 0.9 },
    0.8,
    deployed(0.7),
    'rejected',
    /0\.8 < threshold 0\.9: no/,
  ],
  [
    'above the threshold, but worse',
    { threshold: 0.5 },
    0.6,
    deployed(0.7),
    'rejected',
    /0\.6 is not more than 0\.7/,
  ],
  ['no demand at all', {}, 0.1, { kind: 'none' }, 'accepted', /nothing is demanded/],
  [
    'nothing deployed',
    {},
    0.5,
    nothingDeployed,
    'accepted',
    /nothing is deployed behind chd \(gateMissingBaseline: accept\): yes/,
  ],
  [
    'nothing deployed, which must not be',
    { missingBaseline: 'fail' },
    0.5,
    nothingDeployed,
    'failed',
    /cannot tell/,
  ],
  ['nothing deployed, which is a no', { missingBaseline: 'reject' }, 0.5, nothingDeployed, 'rejected', /no$/],
  [
    'nothing deployed and the threshold missed',
    { threshold: 0.7 },
    0.5,
    nothingDeployed,
    'rejected',
    /threshold/,
  ],
  [
    'a missing metric',
    {},
    undefined,
    deployed(0.7),
    'failed',
    /chd:3 has no such metric \(gateMissingMetric: fail\)/,
  ],
  [
    'a missing metric, accepted',
    { missingMetric: 'accept' },
    undefined,
    deployed(0.7),
    'accepted',
    /gateMissingMetric: accept/,
  ],
  ['a missing metric, rejected', { missingMetric: 'reject' }, undefined, deployed(0.7), 'rejected', /no$/],
  ['a metric that is no number', {}, Number.NaN, deployed(0.7), 'failed', /chd:3 is NaN/],
  [
    'an infinite metric',
    { missingMetric: 'reject' },
    Number.POSITIVE_INFINITY,
    deployed(0.7),
    'rejected',
    /chd:3 is Infinity/,
  ],
  [
    'a baseline whose run is gone',
    {},
    0.8,
    deletedRun,
    'failed',
    /the run of chd:2 is gone \(gateUnreadableBaseline: fail\)/,
  ],
  [
    'a baseline whose run is gone, accepted',
    { unreadableBaseline: 'accept' },
    0.8,
    deletedRun,
    'accepted',
    /yes/,
  ],
  [
    'a baseline whose run is gone, rejected',
    { unreadableBaseline: 'reject' },
    0.8,
    deletedRun,
    'rejected',
    /no$/,
  ],
  ['a baseline without the metric', {}, 0.8, deployed(undefined), 'failed', /chd:2 has no such metric/],
  [
    'a baseline that is no number',
    { unreadableBaseline: 'reject' },
    0.8,
    deployed(Number.NaN),
    'rejected',
    /chd:2 is NaN/,
  ],
]

describe('the gate', () => {
  for (const [what, changes, value, baseline, verdict, says] of cases) {
    it(`${what}: ${verdict}`, () => {
      const judgement = judge([{ ...rule, ...changes }], candidate(value), baseline)
      const text = judgement.clauses.map(clause => clause.text).join('\n')
      assert.equal(judgement.verdict, verdict, text)
      assert.match(text, says)
      assert.ok(judgement.clauses.every(clause => clause.text.startsWith('roc_auc: ')))
    })
  }

  it('says yes to several metrics only when each says yes', () => {
    const two = { model: 'chd:3', metrics: { roc_auc: 0.8, log_loss: 0.5 } }
    const before: Baseline = { kind: 'known', model: 'chd:2', metrics: { roc_auc: 0.7, log_loss: 0.4 } }
    const loss: GateRule = { ...rule, metric: 'log_loss', goal: 'minimize' }
    const judgement = judge([rule, loss], two, before)
    assert.equal(judgement.verdict, 'rejected')
    assert.deepEqual(
      judgement.clauses.map(({ metric, outcome }) => [metric, outcome]),
      [
        ['roc_auc', 'accept'],
        ['log_loss', 'reject'],
      ],
    )
    assert.equal(judge([rule], two, before).verdict, 'accepted')
  })

  it('fails rather than rejects where one clause cannot tell', () => {
    const other: GateRule = { ...rule, metric: 'recall' }
    assert.equal(judge([rule, other], candidate(0.1), deployed(0.7)).verdict, 'failed')
  })

  const numbers: [value: number, old: number, says: RegExp][] = [
    [0.764869573351, 0.742443906603, /0\.7649 is more than 0\.7424 /],
    [0.742443906603, 0.742443906601, /0\.742443906603 is more than 0\.742443906601 /],
    [0.75 + 2 ** -53, 0.75, /0\.7500000000000001 is more than 0\.75 /],
    [1234567.8, 20000, /1234568 is more than 20000 /],
  ]
  for (const [value, old, says] of numbers)
    it(`writes ${value} beside ${old} so that both can be read and told apart`, () =>
      assert.match(judge([rule], candidate(value), deployed(old)).clauses[0]?.text ?? '', says))

  it('tells value and bound of each clause as numbers', () => {
    const [clause] = judge([{ ...rule, ...margin('0.05') }], candidate(0.8), deployed(0.7)).clauses
    assert.equal(clause?.value, 0.8)
    assert.equal(clause.bound, 0.75)
  })
})

describe('a margin', () => {
  const good: [string, number, boolean][] = [
    ['0.01', 0.01, false],
    ['-0.01', -0.01, false],
    ['.5', 0.5, false],
    ['1e-3', 0.001, false],
    ['2%', 2, true],
    [' -2.5 % ', -2.5, true],
    ['+1', 1, false],
  ]
  for (const [text, amount, isPercent] of good)
    it(`"${text}" is ${amount}${isPercent ? ' percent' : ''}`, () =>
      assert.deepEqual(readMargin(text), { amount, isPercent }))
  for (const text of ['', 'much', '1,5', '1%%', '0x10', 'NaN', '- 1'])
    it(`"${text}" is none`, () => assert.equal(readMargin(text), undefined))
})
