import assert from 'node:assert/strict'
import fc from 'fast-check'
import {
  KINDS,
  type Item,
  type Policy,
  type User,
} from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { judgeItems } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/judge-items.ts'

const DAY = 86_400_000
const NOW = Date.UTC(2026, 10, 23)

const item = (name: string, fields: Partial<Item> = {}): Item => ({
  kind: 'model',
  id: name,
  resource: name,
  name,
  group: 'chd',
  since: NOW - 100 * DAY,
  tags: {},
  needs: [],
  ...fields,
})

const policy = (fields: Partial<Policy> = {}): Policy => ({
  kinds: new Set(KINDS),
  before: NOW - 30 * DAY,
  keep: 0,
  tags: {},
  ...fields,
})

const told = (items: readonly Item[], chosen: Policy, users: readonly User[] = []): string[] =>
  judgeItems(items, users, chosen).map(({ item: { name }, goes, why }) => `${name}: ${goes ? 'goes' : why}`)

describe('A clean-up judges what exists', () => {
  it('and lets go what is old', () => {
    const young = item('young', { since: NOW - DAY })
    assert.deepEqual(told([item('old'), young], policy()), ['old: goes', 'young: not old enough'])
  })

  it('and keeps the newest of each group, counted with those that are young', () => {
    const versions = [1, 2, 3, 4].map(version =>
      item(`chd:${version}`, { since: NOW - (100 - version) * DAY }),
    )
    const other = item('other:1', { group: 'other' })
    const lines = told([...versions, other], policy({ keep: 2 })).sort()
    const kept = 'among the newest 2'
    assert.deepEqual(lines, [
      'chd:1: goes',
      'chd:2: goes',
      `chd:3: ${kept}`,
      `chd:4: ${kept}`,
      `other:1: ${kept}`,
    ])
  })

  it('and touches only the kinds and tags that were chosen', () => {
    const items = [item('a', { tags: { team: 'heart' } }), item('b'), item('c', { kind: 'code' })]
    const chosen = policy({ kinds: new Set(['model']), tags: { team: 'heart' } })
    assert.deepEqual(told(items, chosen).sort(), ['a: goes', 'b: has other tags', 'c: not chosen'])
    assert.ok(told(items, policy({ tags: { team: '' } })).includes('a: goes'))
  })

  it('and keeps what serves, and all that it needs, however deep and of whatever kind', () => {
    const items = [
      item('blue', { kind: 'deployment', needs: ['chd:1', 'environment'], inUse: 'serves 100 % of chd' }),
      item('chd:1'),
      item('environment', { kind: 'environment', needs: ['image'] }),
      item('image', { kind: 'image' }),
      item('chd:2'),
    ]
    assert.deepEqual(told(items, policy()), [
      'blue: serves 100 % of chd',
      'chd:1: needed by blue',
      'chd:2: goes',
      'environment: needed by blue',
      'image: needed by environment',
    ])
  })

  it('and keeps what a running job needs', () => {
    const users = [{ name: 'job train-1', needs: ['snapshot'] }]
    assert.deepEqual(told([item('snapshot', { kind: 'code' })], policy(), users), [
      'snapshot: needed by job train-1',
    ])
  })

  it('and takes a pipeline component before the components of its steps', () => {
    const step = item('step', { kind: 'component' })
    const pipeline = item('pipeline', { kind: 'component', needs: ['step'] })
    for (const items of [
      [step, pipeline],
      [pipeline, step],
    ])
      assert.deepEqual(told(items, policy()), ['pipeline: goes', 'step: goes'])
  })

  describe('of any workspace', () => {
    const size = 40
    const ids = fc.integer({ min: 0, max: size - 1 }).map(String)
    const workspace = fc.array(
      fc.record({
        kind: fc.constantFrom(...KINDS),
        group: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
        days: fc.integer({ min: 0, max: 730 }),
        tagged: fc.boolean(),
        needs: fc.array(ids, { maxLength: 3 }),
        inUse: fc.option(fc.constant('in use'), { nil: undefined, freq: 8 }),
      }),
      { maxLength: size },
    )
    const policies = fc.record({
      kinds: fc.subarray([...KINDS]).map(kinds => new Set(kinds)),
      before: fc.integer({ min: 0, max: 400 }).map(days => NOW - days * DAY),
      keep: fc.integer({ min: 0, max: 3 }),
      tags: fc.constantFrom<Policy['tags']>({}, { team: 'heart' }),
    })
    const items = workspace.map(made =>
      made.map(({ kind, group, days, tagged, needs, inUse }, index): Item => {
        const order = KINDS.indexOf(kind)
        return {
          kind,
          id: String(index),
          resource: String(index),
          name: `${kind} ${index}`,
          since: NOW - days * DAY,
          tags: tagged ? { team: 'heart' } : {},
          needs: needs.filter(id => {
            const needed = made[Number(id)]
            return needed !== undefined && KINDS.indexOf(needed.kind) >= order
          }),
          ...(group !== undefined && { group }),
          ...(inUse !== undefined && { inUse }),
        }
      }),
    )

    it('never loses what is in use, young, of another kind or tag, or needed by anything that stays', () => {
      fc.assert(
        fc.property(items, fc.array(ids, { maxLength: 3 }), policies, (all, needs, chosen) => {
          const verdicts = judgeItems(all, [{ name: 'a running job', needs }], chosen)
          const gone = new Set(verdicts.filter(({ goes }) => goes).map(({ item: { id } }) => id))
          for (const one of all) {
            if (gone.has(one.id)) {
              assert.equal(one.inUse, undefined)
              assert.ok(chosen.kinds.has(one.kind) && one.since < chosen.before)
              assert.ok(Object.keys(chosen.tags).every(tag => tag in one.tags))
            } else for (const id of one.needs) assert.ok(!gone.has(id), `${one.name} needs ${id}`)
          }
          for (const id of needs) assert.ok(!gone.has(id), `a running job needs ${id}`)
        }),
        { numRuns: 2000 },
      )
    })

    it('leaves as many of each group as the policy says, where there are so many', () => {
      fc.assert(
        fc.property(items, policies, (all, chosen) => {
          const gone = new Set(
            judgeItems(all, [], chosen).flatMap(({ item: { id }, goes }) => (goes ? [id] : [])),
          )
          for (const { kind, group } of all) {
            if (group === undefined) continue
            const members = all.filter(other => other.kind === kind && other.group === group)
            const left = members.filter(({ id }) => !gone.has(id)).length
            assert.ok(left >= Math.min(chosen.keep, members.length))
          }
        }),
      )
    })

    it('comes to the same end at once: a second clean-up finds nothing', () => {
      fc.assert(
        fc.property(items, policies, (all, chosen) => {
          const left = judgeItems(all, [], chosen).flatMap(({ item: one, goes }) => (goes ? [] : [one]))
          assert.deepEqual(
            judgeItems(left, [], chosen).filter(({ goes }) => goes),
            [],
          )
        }),
      )
    })

    it('takes what needs others before these, and judges each thing once', () => {
      fc.assert(
        fc.property(items, policies, (all, chosen) => {
          const order = judgeItems(all, [], chosen).map(({ item: { id } }) => id)
          assert.equal(new Set(order).size, all.length)
          for (const { id, kind, needs } of all)
            for (const needed of needs)
              if (all[Number(needed)]?.kind !== kind)
                assert.ok(order.indexOf(id) < order.indexOf(needed), `${id} needs ${needed}`)
        }),
      )
    })
  })
})
