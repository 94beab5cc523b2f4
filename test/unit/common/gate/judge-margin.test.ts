import assert from 'node:assert/strict'
import { readMargin } from '../../../../tasks/common/gate/margin.ts'
import { deployed, margin, judgeEach, type Case } from './judge-table.ts'

const margins: Case[] = [
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
    /worse by less than 0\.02/,
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
    /worse by less than 5 %/,
  ],
  [
    'a loss within a negative margin',
    { goal: 'minimize', ...margin('-0.05') },
    0.34,
    deployed(0.3),
    'accepted',
    /0\.34 is less than 0\.35 \(0\.3 of chd:2, worse by less than 0\.05\)/,
  ],
  [
    'a loss beyond a negative margin',
    { goal: 'minimize', ...margin('-0.05') },
    0.36,
    deployed(0.3),
    'rejected',
    /not less than 0\.35/,
  ],
  [
    'a loss by a negative margin exactly, in spite of binary fractions',
    { goal: 'minimize', ...margin('-0.1') },
    0.8,
    deployed(0.7),
    'rejected',
    /0\.8 is not less than 0\.8/,
  ],
  [
    'a loss better by the percentage',
    { goal: 'minimize', ...margin('50%') },
    0.1,
    deployed(0.4),
    'accepted',
    /0\.1 is less than 0\.2 /,
  ],
  [
    'a percentage of a negative baseline that is tolerated',
    margin('-10%'),
    -10.9,
    deployed(-10),
    'accepted',
    /more than -11 .*worse by less than 10 %/,
  ],
  ['a hundred percent better', margin('100%'), 0.9, deployed(0.4), 'accepted', /more than 0\.8 /],
  ['a margin in thousandths', margin('1e-3'), 0.7005, deployed(0.7), 'rejected', /not more than 0\.701/],
  ['zero percent, a tie', margin('0%'), 0.7, deployed(0.7), 'rejected', /a tie is a no/],
  ['a negative zero percent, a tie', margin('-0%'), 0.7, deployed(0.7), 'rejected', /a tie is a no/],
]

describe('the gate with a margin', () => judgeEach(margins))

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
  for (const text of ['', 'much', '1,5', '1%%', '0x10', 'NaN', '- 1', 'Infinity', '1e999', '%', '.'])
    it(`"${text}" is none`, () => assert.equal(readMargin(text), undefined))
})
