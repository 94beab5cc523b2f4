import assert from 'node:assert/strict'
import type { Item, Verdict } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { CurrentPlan } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/remove/current-plan.ts'
import { InstantClock } from '../../support/fake-host.ts'

const MINUTE = 60_000
const item = (name: string): Item => ({
  ...{ kind: 'model', id: name, resource: name, name, since: 0, tags: {}, needs: [] },
})
const verdict = (name: string, why?: string): Verdict => ({
  item: item(name),
  goes: why === undefined,
  why: why ?? 'old and unused',
})

describe('The plan of a long clean-up', () => {
  let clock: InstantClock
  let plans: Verdict[][]
  let replanned: number
  let plan: CurrentPlan
  const deleted: string[] = []

  beforeEach(() => {
    clock = new InstantClock()
    plans = []
    replanned = 0
    deleted.length = 0
    plan = new CurrentPlan(clock, () => {
      replanned++
      return Promise.resolve(plans.shift() ?? [])
    })
  })
  const carryOut = (name: string): Promise<string | undefined> =>
    plan.carryOut(item(name), () => {
      deleted.push(name)
      return Promise.resolve(undefined)
    })

  it('holds for five minutes', async () => {
    await clock.sleep(5 * MINUTE)
    assert.equal(await carryOut('a'), undefined)
    assert.equal(replanned, 0)
  })

  it('is made again when it is older: what came into use is not deleted', async () => {
    plans = [[verdict('a', 'needed by chd/green'), verdict('b')]]
    await clock.sleep(6 * MINUTE)
    assert.equal(await carryOut('a'), 'by now it stays: needed by chd/green')
    assert.equal(await carryOut('b'), undefined)
    assert.deepEqual(deleted, ['b'])
    assert.equal(replanned, 1)
  })

  it('is made again once for all that wait for it', async () => {
    await clock.sleep(6 * MINUTE)
    await Promise.all(['a', 'b', 'c'].map(carryOut))
    assert.equal(replanned, 1)
  })

  it('is not made while something is being deleted, so that no list shifts under the reading', async () => {
    let finish = (): void => undefined
    const slow = new Promise<undefined>(resolve => (finish = () => resolve(undefined)))
    const first = plan.carryOut(item('slow'), () => slow)
    await clock.sleep(6 * MINUTE)
    const second = carryOut('b')
    await new Promise(setImmediate)
    assert.equal(replanned, 0)
    finish()
    await Promise.all([first, second])
    assert.equal(replanned, 1)
  })

  it('fails one of what waits for it where it cannot be made again, and is not asked for once more', async () => {
    let asked = 0
    plan = new CurrentPlan(clock, () => {
      asked++
      return Promise.reject(new Error('Listing jobs failed.'))
    })
    await clock.sleep(6 * MINUTE)
    const ends = await Promise.allSettled(['a', 'b', 'c'].map(carryOut))
    const failed = ends.filter(end => end.status === 'rejected')
    assert.deepEqual(
      failed.map(({ reason }) => (reason as Error).message),
      ['Listing jobs failed.'],
    )
    assert.equal(await carryOut('d'), 'not tried, as the plan could not be made again')
    assert.deepEqual(deleted, [])
    assert.equal(asked, 1)
  })
})
