import assert from 'node:assert/strict'
import fc from 'fast-check'
import { AzureError } from '../../../tasks/common/azure/azure-error.ts'
import { TaskError } from '../../../tasks/common/errors.ts'
import { KINDS, type Item, type Kind } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { judgeItems } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/judge-items.ts'
import { removeAll } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/remove/remove-all.ts'

const item = (kind: Kind, id: string, needs: readonly string[] = [], group?: string): Item => ({
  ...{ kind, id, needs, resource: id, name: id, since: 0, tags: {} },
  ...(group !== undefined && { group }),
})
const never = new AbortController().signal
const turn = (): Promise<void> => new Promise(resolve => setImmediate(resolve))
const refused = new AzureError({
  status: 403,
  code: 'No',
  message: 'No.',
  requestId: undefined,
  call: 'DELETE x',
})

describe('Deleting by plan', () => {
  it('waits for what needs a thing before it deletes that', async () => {
    const log: string[] = []
    const items = [item('deployment', 'd', ['e', 'm']), item('endpoint', 'e'), item('model', 'm')]
    await removeAll(items, never, async ({ id }) => {
      log.push(`${id} begins`)
      await turn()
      log.push(`${id} ends`)
    })
    assert.deepEqual(log.slice(0, 2), ['d begins', 'd ends'])
  })

  it('deletes one deployment of an endpoint at a time, and those of others meanwhile', async () => {
    const now = new Map<string, number>()
    let most = 0
    const items = ['a', 'b'].flatMap(group =>
      [1, 2, 3].map(number => item('deployment', `${group}${number}`, [], group)),
    )
    await removeAll(items, never, async ({ group = '' }) => {
      now.set(group, (now.get(group) ?? 0) + 1)
      assert.equal(now.get(group), 1)
      most = Math.max(
        most,
        [...now.values()].reduce((sum, count) => sum + count, 0),
      )
      await turn()
      now.set(group, 0)
    })
    assert.equal(most, 2)
  })

  it('tries no more of a kind when one was refused, but goes on with other kinds and repositories', async () => {
    const items = [
      ...Array.from({ length: 20 }, (_, index) => item('model', `m${index}`)),
      item('code', 'c'),
      item('image', 'one@x'),
      item('image', 'two@x'),
    ]
    const ends = await removeAll(items, never, async ({ kind, id }) => {
      await turn()
      if (kind === 'model' || id.startsWith('one')) throw refused
    })
    const count = (is: string): number => ends.filter(end => end.is === is).length
    assert.ok(count('failed') <= 9, `${count('failed')} were tried`)
    assert.deepEqual(
      ends.filter(({ is }) => is === 'deleted').map(({ item: { id } }) => id),
      ['c', 'two@x'],
    )
  })

  const refusals: [title: string, status: number, code: string, kind: Kind, isForAll: boolean][] = [
    ['a lock of Azure Resource Manager is over all', 409, 'ScopeLocked', 'model', true],
    ['Azure deletes none of it', 405, 'MethodNotAllowed', 'environment', true],
    ['one image is locked', 405, 'REGISTRY_DISALLOWED_OPERATION', 'image', false],
    ['one is busy', 409, 'Conflict', 'model', false],
  ]
  for (const [title, status, code, kind, isForAll] of refusals)
    it(`tries ${isForAll ? 'no more' : 'the others'} of a kind where ${title}`, async () => {
      const fields = { status, code, message: 'No.', requestId: undefined, call: 'DELETE x' }
      const items = Array.from({ length: 40 }, (_, index) => item(kind, `r@${index}`))
      let tried = 0
      await removeAll(items, never, async () => {
        tried++
        await turn()
        throw new TaskError('Deleting it failed.', { error: new AzureError(fields) })
      })
      assert.equal(tried === 40, !isForAll, `${tried} were tried`)
    })

  it('stops between deletions when it is cancelled, and tells how each ended', async () => {
    const cancellation = new AbortController()
    const items = Array.from({ length: 50 }, (_, index) => item('model', `m${index}`))
    let deleted = 0
    const ends = await removeAll(items, cancellation.signal, async ({ id }) => {
      await turn()
      if (id === 'm3') throw new Error('it is stuck')
      if (++deleted === 10) cancellation.abort()
    })
    const count = (is: string): number => ends.filter(end => end.is === is).length
    assert.deepEqual([count('deleted'), count('failed'), count('untried')], [deleted, 1, 49 - deleted])
    assert.ok(deleted < 20, `${deleted} were deleted`)
  })

  it('of any plan: nothing goes that something which is still there needs, whatever fails', async () => {
    const size = 30
    const plans = fc.array(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        needs: fc.array(fc.integer({ min: 0, max: size - 1 }), { maxLength: 3 }),
        fails: fc.boolean(),
      }),
      { maxLength: size },
    )
    await fc.assert(
      fc.asyncProperty(plans, async plan => {
        const items = plan.map(({ kind, needs }, index) => {
          const later = needs.filter(id => {
            const needed = plan[id]
            return needed && KINDS.indexOf(needed.kind) > KINDS.indexOf(kind)
          })
          return item(kind, String(index), later.map(String))
        })
        const policy = { kinds: new Set(KINDS), before: 1, keep: 0, tags: {} }
        const order = judgeItems(items, [], policy).map(verdict => verdict.item)
        const left = new Set(order.map(({ id }) => id))
        const ends = await removeAll(order, never, async ({ id }) => {
          await turn()
          if (plan[Number(id)]?.fails) throw new Error('it is stuck')
          for (const other of items)
            assert.ok(!(left.has(other.id) && other.needs.includes(id)), `${other.id} needs ${id}`)
          left.delete(id)
        })
        assert.equal(ends.length, items.length)
        for (const end of ends) if (end.is === 'failed') assert.equal(end.error.message, 'it is stuck')
      }),
      { numRuns: 100 },
    )
  })
})
