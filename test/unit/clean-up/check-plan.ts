import assert from 'node:assert/strict'
import type { Policy, Verdict } from '../../../tasks/MLOpsCleanUp/MLOpsCleanUpV1/plan/item.ts'
import { NOW, type Thing } from './random-workspace.ts'

const DAY = 86_400_000

/** What a person who knows the workspace demands of a plan; by the account of the things, not by the task's own. */
export function checkPlan(things: readonly Thing[], verdicts: readonly Verdict[], policy: Policy): void {
  const gone = new Set(verdicts.flatMap(({ item, goes }) => (goes ? [item.name] : [])))
  const seen = new Set(verdicts.map(({ item }) => item.name))
  for (const thing of things.filter(({ isHidden }) => !isHidden)) {
    if (gone.has(thing.name)) checkGone(thing, policy)
    else if (countsAsUser(thing, policy) || seen.has(thing.name)) checkNeeds(things, thing, gone)
  }
  for (const { madeBy, name } of things)
    if (madeBy !== undefined && seen.has(name) && !gone.has(name)) checkOrigin(things, madeBy, name, gone)
  for (const { madeFor, name } of things)
    if (madeFor !== undefined && seen.has(madeFor) && !gone.has(madeFor))
      assert.ok(!gone.has(name), `${name} serves ${madeFor}`)
  checkNewest(things, gone, policy)
}

const isYoung = ({ days }: Thing, { before }: Policy): boolean => NOW - days * DAY >= before

const countsAsUser = (thing: Thing, policy: Policy): boolean =>
  thing.isUser === true || (thing.list === 'jobs' && isYoung(thing, policy))

function checkGone(thing: Thing, policy: Policy): void {
  const { name, isUser, mustStay, isTagged, list } = thing
  assert.ok(!isUser && !mustStay && list !== 'jobs', `${name} is in use`)
  assert.ok(!isYoung(thing, policy), `${name} is young`)
  assert.ok(Object.keys(policy.tags).length === 0 || isTagged, `${name} has other tags`)
}

function checkNeeds(things: readonly Thing[], { name, needs }: Thing, gone: ReadonlySet<string>): void {
  for (const needed of needs.flatMap(one => meant(things, one)))
    assert.ok(!gone.has(needed), `${name} cannot do without ${needed}`)
}

function meant(things: readonly Thing[], need: string): readonly string[] {
  if (need.startsWith('job')) return things.find(({ name }) => name === need)?.needs ?? []
  if (need !== 'm@latest') return [need]
  const usable = things.filter(({ list, isArchived }) => list === 'models/m/versions' && !isArchived)
  const newest = Math.min(...usable.map(({ days }) => days))
  return usable.filter(({ days }) => days === newest).map(({ name }) => name)
}

/** The job can be run again, on any cluster. */
function checkOrigin(things: readonly Thing[], job: string, model: string, gone: ReadonlySet<string>): void {
  for (const needed of meant(things, job).filter(name => !name.startsWith('k')))
    assert.ok(!gone.has(needed), `${model} was made by ${job} with ${needed}`)
}

/** So many of each group are left, of those that can be used and of those that are archived. */
function checkNewest(things: readonly Thing[], gone: ReadonlySet<string>, { keep }: Policy): void {
  const groups = new Set(
    things
      .filter(({ list, isHidden }) => list.includes('/') && !list.startsWith('batch') && !isHidden)
      .map(({ list }) => list),
  )
  for (const list of groups)
    for (const isArchived of [true, false]) {
      const own = things.filter(one => one.list === list && (one.isArchived ?? false) === isArchived)
      const byAge = [...own].sort((a, b) => a.days - b.days)
      const oldest = byAge[Math.min(keep, byAge.length) - 1]?.days ?? -1
      for (const { name } of byAge.filter(({ days }) => days < oldest))
        assert.ok(!gone.has(name), `${name} is among the newest ${keep}`)
      const left = own.filter(({ name }) => !gone.has(name)).length
      assert.ok(left >= Math.min(keep, own.length), `${left} of ${list} are left`)
    }
}
