import { deployed, margin, judgeEach, type Case } from './judge-table.ts'

const comparisons: Case[] = [
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
  ['a tie at zero, of either sign', {}, 0, deployed(-0), 'rejected', /a tie is a no/],
  ['a negative number that is greater', {}, -1, deployed(-2), 'accepted', /-1 is more than -2/],
  ['a loss that is smaller below zero', { goal: 'minimize' }, -3, deployed(-2), 'accepted', /less than -2/],
  [
    'large numbers that differ in the last digit',
    {},
    1e15 + 1,
    deployed(1e15),
    'accepted',
    /1000000000000001 is more than 1000000000000000/,
  ],
]

const thresholds: Case[] = [
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
    'a loss that reaches its threshold exactly',
    { goal: 'minimize', threshold: 0.5 },
    0.5,
    { kind: 'none' },
    'accepted',
    /0\.5 <= threshold 0\.5: yes/,
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
  [
    'a threshold of zero that is reached',
    { threshold: 0 },
    0,
    { kind: 'none' },
    'accepted',
    /0 >= threshold 0/,
  ],
  [
    'a threshold just missed',
    { threshold: 0.7 },
    0.7 - 2 ** -53,
    { kind: 'none' },
    'rejected',
    /0\.6999999999999998 < threshold 0\.7|0\.6999999999999999 < threshold 0\.7/,
  ],
  [
    'a threshold, to which the margin does not belong',
    { threshold: 0.7, ...margin('0.1') },
    0.7,
    { kind: 'none' },
    'accepted',
    /0\.7 >= threshold 0\.7/,
  ],
  ['no demand at all', {}, 0.1, { kind: 'none' }, 'accepted', /nothing is demanded/],
]

describe('the gate against a baseline', () => judgeEach(comparisons))

describe('the gate with a threshold', () => judgeEach(thresholds))
