import assert from 'node:assert/strict'
import { Cancellation } from '../../../../tasks/common/host/cancellation.ts'
import { RecordingLog } from '../../../support/fake-host.ts'

describe('6.4 cancelling a pipeline', () => {
  it('aborts the work', async () => {
    const cancellation = new Cancellation()
    await cancellation.cancel(new RecordingLog())
    assert.equal(cancellation.signal.aborted, true)
  })

  it('runs every compensation, side by side, with a budget that is not over', async () => {
    const cancellation = new Cancellation()
    const events: string[] = []
    for (const name of ['first', 'second'])
      cancellation.register({
        what: `stop the ${name}`,
        async run(budget) {
          events.push(`${name} begins, ${budget.aborted ? 'late' : 'in time'}`)
          await Promise.resolve()
          events.push(`${name} ends`)
        },
      })
    await cancellation.cancel(new RecordingLog())
    assert.deepEqual(events, ['first begins, in time', 'second begins, in time', 'first ends', 'second ends'])
  })

  it('tells what it could not do and does the rest all the same', async () => {
    const cancellation = new Cancellation()
    const log = new RecordingLog()
    let done = false
    cancellation.register({ what: 'cancel job a', run: () => Promise.reject(new Error('no network.')) })
    cancellation.register({ what: 'cancel job b', run: () => Promise.resolve(void (done = true)) })
    await cancellation.cancel(log)
    assert.equal(done, true)
    assert.deepEqual(log.warnings, [
      'Could not cancel job a: no network. The post-job part of this step tries again.',
    ])
  })

  it('leaves out what was disposed of', async () => {
    const cancellation = new Cancellation()
    const dispose = cancellation.register({ what: 'never', run: () => assert.fail('was disposed of') })
    dispose()
    const log = new RecordingLog()
    await cancellation.cancel(log)
    assert.deepEqual(log.lines, [])
  })

  it('gives up waiting when the budget is over, and the compensation sees it', async () => {
    const cancellation = new Cancellation()
    const told: boolean[] = []
    cancellation.register({
      what: 'wait for ever',
      run: budget =>
        new Promise(() => {
          budget.addEventListener('abort', () => told.push(budget.aborted))
        }),
    })
    const stayAlive = setInterval(() => undefined, 1000)
    await cancellation.cancel(new RecordingLog(), 20)
    clearInterval(stayAlive)
    assert.deepEqual(told, [true])
  })
})
