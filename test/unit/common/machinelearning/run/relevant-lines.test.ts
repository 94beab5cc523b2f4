import assert from 'node:assert/strict'
import {
  relevantLines,
  tellsWhy,
} from '../../../../../tasks/common/machinelearning/run/logs/relevant-lines.ts'

const noise = (count: number): string[] => Array.from({ length: count }, (_, i) => `INFO step ${i}`)

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "train.py", line 3, in <module>',
  '    main()',
  'ValueError: no rows',
]
const LAUNCHER = [
  'Traceback (most recent call last):',
  '  File "run.py", line 883, in <module>',
  '    main()',
  'torch.distributed.elastic.multiprocessing.errors.ChildFailedError: ',
]

describe('the lines of a failed process that tell why', () => {
  it('are the last traceback, not the noise after it', () => {
    assert.deepEqual(relevantLines([...noise(50), ...TRACEBACK, '', ...noise(40)]), TRACEBACK)
  })

  it('are the whole chain where one exception was raised from another', () => {
    const chain = [
      ...TRACEBACK,
      '',
      'The above exception was the direct cause of the following exception:',
      '',
      'Traceback (most recent call last):',
      '  File "train.py", line 9, in load',
      'RuntimeError: cannot train',
    ]
    assert.deepEqual(relevantLines([...noise(9), ...chain]), chain)
  })

  it('are not those of the launcher that tells of a failed child', () => {
    assert.deepEqual(relevantLines([...TRACEBACK, '', ...LAUNCHER]), TRACEBACK)
    assert.equal(tellsWhy(TRACEBACK), true)
    assert.equal(tellsWhy(LAUNCHER), false)
    assert.deepEqual(relevantLines(LAUNCHER), LAUNCHER)
  })

  it('are found behind the rank that a launcher puts before each line', () => {
    const ranked = TRACEBACK.map(line => `[rank1]: ${line}`)
    assert.deepEqual(relevantLines([...ranked, '', ...noise(30)]), ranked)
  })

  it('of a deep traceback are its beginning and its end', () => {
    const frames = Array.from({ length: 200 }, (_, i) => `  File "deep.py", line ${i}, in f`)
    const lines = relevantLines([TRACEBACK[0] as string, ...frames, 'RecursionError: too deep'])
    assert.equal(lines.length, 30)
    assert.deepEqual([lines[0], lines[4], lines.at(-1)], [TRACEBACK[0], '  ...', 'RecursionError: too deep'])
  })

  it('without a traceback are those around the last that speaks of an error', () => {
    const lines = relevantLines([...noise(40), 'train.sh: line 3: 77 Killed  python train.py', ...noise(60)])
    assert.ok(lines.includes('train.sh: line 3: 77 Killed  python train.py'))
    assert.ok(lines.length <= 16)
  })

  it('are the end where nothing speaks of an error', () => {
    assert.deepEqual(relevantLines(noise(40)), noise(40).slice(-15))
  })
})
