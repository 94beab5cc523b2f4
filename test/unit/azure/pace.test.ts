import assert from 'node:assert/strict'
import { createClock } from '../../../local/azure/core/clock.ts'
import { type Progress, createPace, isFinal, stateOf } from '../../../local/azure/core/pace.ts'

describe('The pace of state changes', () => {
  const clock = createClock(() => 0)
  const pace = createPace(clock)
  const start = () => pace.start('job', ['Queued', 'Running', 'Completed'])
  afterEach(() => pace.clear())

  const reads = (count: number) => {
    let progress: Progress = start()
    return Array.from({ length: count }, () => stateOf((progress = pace.read(progress))))
  }

  it('is immediate unless told otherwise: the first read sees the end', () => {
    assert.equal(stateOf(start()), 'Queued')
    assert.deepEqual(reads(2), ['Completed', 'Completed'])
  })

  it('can take a number of reads for each step', () => {
    pace.set('job', { kind: 'reads', count: 2 })
    assert.deepEqual(reads(5), ['Queued', 'Running', 'Running', 'Completed', 'Completed'])
  })

  it('can take a time for each step, several steps between two reads', () => {
    pace.set('*', { kind: 'time', milliseconds: 1000 })
    const queued = start()
    assert.equal(stateOf(pace.read(queued)), 'Queued')
    clock.advance(1500)
    const running = pace.read(queued)
    assert.equal(stateOf(running), 'Running')
    clock.advance(500)
    assert.equal(stateOf(pace.read(running)), 'Completed')
    clock.advance(10_000)
    assert.ok(isFinal(pace.read(queued)))
  })

  it('prefers a kind of its own to the one for all', () => {
    pace.set('*', { kind: 'reads', count: 9 })
    pace.set('job', { kind: 'immediate' })
    assert.deepEqual(reads(1), ['Completed'])
  })

  it('does not change what it is given, so that a stored document changes only when it is put', () => {
    pace.set('job', { kind: 'reads', count: 3 })
    const progress = Object.freeze(start())
    assert.deepEqual(pace.read(progress), { ...progress, reads: 1 })
  })
})
