import assert from 'node:assert/strict'
import { createClock } from '../../../local/azure/core/clock.ts'
import { createFaults } from '../../../local/azure/core/faults.ts'
import type { Journal, JournalEntry } from '../../../local/azure/core/journal.ts'
import { OperationTable } from '../../../local/azure/core/operation-table.ts'
import type { Operation, OperationKind } from '../../../local/azure/core/operations.ts'
import { createPace } from '../../../local/azure/core/pace.ts'
import { createStore } from '../../../local/azure/core/store.ts'

/** A journal in memory that a second store can be opened over. */
function memory(): Journal & { entries: JournalEntry[] } {
  const entries: JournalEntry[] = []
  return {
    entries,
    append: entry => void entries.push(structuredClone(entry)),
    compact: all => void entries.splice(0, entries.length, ...structuredClone(all)),
  }
}

describe('The table of long-running operations', () => {
  let journal: ReturnType<typeof memory>
  let faults: ReturnType<typeof createFaults>
  beforeEach(() => {
    journal = memory()
    faults = createFaults()
  })

  function open(kind: OperationKind): OperationTable {
    const clock = createClock()
    const table = new OperationTable({
      clock,
      faults,
      store: createStore(journal, [...journal.entries]),
      pace: createPace(clock),
      workspaceId: 'w',
      locationUrl: 'https://localhost:1/subscriptions/s/providers/P/locations/l',
    })
    table.define('job.cancel', kind)
    return table
  }
  const request = { kind: 'job.cancel', resourceId: '/jobs/J', verb: 'post' as const, data: { run: 'r' } }
  const settled = () => new Promise(setImmediate)

  it('holds an operation open until its work has ended', async () => {
    let end = () => {}
    const table = open({ dialect: 'mfe', work: () => new Promise(resolve => (end = resolve)) })
    const { id } = table.start(request)
    assert.equal(table.read(id)?.outcome, 'running')
    assert.equal(table.running('/Jobs/j')?.id, id)
    end()
    await settled()
    assert.equal(table.read(id)?.outcome, 'succeeded')
    assert.equal(table.running('/jobs/J'), undefined)
  })

  it('tells the kind once how it ended, however often it is read', () => {
    const ended: string[] = []
    const table = open({ dialect: 'compute', succeeded: ({ resourceId }) => void ended.push(resourceId) })
    const { id } = table.start(request)
    for (let i = 0; i < 3; i++) table.read(id)
    assert.deepEqual(ended, ['/jobs/J'])
  })

  it('fails with the reason of its work', async () => {
    const failed: string[] = []
    const table = open({
      dialect: 'compute',
      work: () => Promise.reject(Object.assign(new Error('no room'), { code: 'ENOSPC' })),
      failed: (_operation, error) => void failed.push(error.code),
    })
    const { id } = table.start(request)
    await settled()
    assert.deepEqual(table.read(id)?.error, { code: 'ENOSPC', message: 'no room' })
    assert.deepEqual(failed, ['ENOSPC'])
  })

  it('does no work for an operation that a fault rule fails', () => {
    faults.add({
      effect: { kind: 'failedOperation', operation: 'job.cancel', error: { code: 'X', message: 'x' } },
    })
    const table = open({ dialect: 'mfe', work: () => assert.fail('worked') })
    assert.equal(table.read(table.start(request).id)?.error?.code, 'X')
  })

  it('takes up after a restart what was not finished, with its data', async () => {
    const before = open({ dialect: 'mfe', work: () => new Promise(() => undefined) })
    const { id } = before.start(request)
    const worked: Operation[] = []
    const after = open({ dialect: 'mfe', work: async operation => void worked.push(operation) })
    after.resume()
    await settled()
    assert.deepEqual(
      worked.map(({ data }) => data),
      [{ run: 'r' }],
    )
    assert.equal(after.read(id)?.outcome, 'succeeded')
  })

  it('names the kind that nobody defined', () => {
    assert.throws(() => open({ dialect: 'mfe' }).start({ ...request, kind: 'other' }), /'other' is defined/)
  })
})
