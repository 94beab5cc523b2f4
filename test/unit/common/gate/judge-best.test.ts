import { versions, judgeEach, type Case } from './judge-table.ts'

const best: Case[] = [
  [
    'the best of several',
    {},
    0.75,
    versions({ 'chd:5': 0.7, 'chd:4': 0.74, 'chd:3': 0.6 }),
    'accepted',
    /0\.75 is more than 0\.74 \(0\.74 of chd:4, the best of 3\): yes/,
  ],
  [
    'better than the newest, but not than the best',
    {},
    0.72,
    versions({ 'chd:5': 0.7, 'chd:4': 0.74 }),
    'rejected',
    /not more than 0\.74 \(0\.74 of chd:4/,
  ],
  [
    'the best of several losses',
    { goal: 'minimize' },
    0.5,
    versions({ 'chd:5': 0.7, 'chd:4': 0.4 }),
    'rejected',
    /not less than 0\.4 \(0\.4 of chd:4/,
  ],
  [
    'two best of the same number, the newest of which is named',
    {},
    0.8,
    versions({ 'chd:5': 0.7, 'chd:4': 0.7 }),
    'accepted',
    /0\.7 of chd:5, the best of 2/,
  ],
  [
    'several of which one has no number',
    {},
    0.8,
    versions({ 'chd:5': 0.7, 'chd:4': undefined }),
    'failed',
    /chd:4 has no such metric \(gateUnreadableBaseline: fail\): cannot tell/,
  ],
  [
    'several of which one has no number, which is accepted: the others still count',
    { unreadableBaseline: 'accept' },
    0.6,
    versions({ 'chd:5': 0.7, 'chd:4': undefined }),
    'rejected',
    /chd:4 has no such metric .*: yes\nroc_auc: 0\.6 is not more than 0\.7 \(0\.7 of chd:5, the best of 1\)/,
  ],
  [
    'several of which none has a number',
    { unreadableBaseline: 'accept' },
    0.6,
    versions({ 'chd:5': Number.NaN, 'chd:4': undefined }),
    'accepted',
    /chd:5 is NaN .*: yes\nroc_auc: .*chd:4 has no such metric/,
  ],
]

describe('the gate against the best of several', () => judgeEach(best))
