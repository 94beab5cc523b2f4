import { openSession } from '../../common/azure/session.ts'
import { CancelledError } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { Registry } from '../../common/registry/registry.ts'
import { holderOf } from '../../common/rollout/lock/record.ts'
import type { CleanUpInputs } from './inputs.ts'
import type { Item, Policy, Verdict } from './plan/item.ts'
import { settlePlan } from './plan/settle-plan.ts'
import { checkClock } from './read/check-clock.ts'
import { readWorkspace } from './read/read-workspace.ts'
import { CurrentPlan } from './remove/current-plan.ts'
import { deleteItem } from './remove/delete-item.ts'
import { EndpointTurns } from './remove/endpoint-turns.ts'
import { lookAgain, type Objection } from './remove/look-again.ts'
import { removeAll, type End } from './remove/remove-all.ts'
import { reportEnds } from './remove/report-ends.ts'
import { printPlan } from './tell/print-plan.ts'
import { deletedOf, summaryPage } from './tell/summary-page.ts'

const DAY = 86_400_000

/** Reads what is there, prints what would go and why the rest stays, and deletes it unless this is a dry run. */
export async function cleanUp(inputs: CleanUpInputs, host: Host): Promise<Outcome> {
  const policy = policyOf(inputs, host.clock.now())
  const workspace = await openWorkspace(openSession(host, inputs.azureSubscription), {
    resourceGroup: inputs.resourceGroup,
    name: inputs.workspaceName,
  })
  await checkClock(workspace)
  const makePlan = async (): Promise<Plan> => {
    const found = await readWorkspace(workspace, inputs, policy)
    return { verdicts: await settlePlan(found, policy, found.readOrigins), registry: found.registry }
  }
  const plan = await makePlan()
  await printPlan(plan.verdicts, host.clock.now(), host.log)
  host.outputs.set('plannedCount', String(goingOf(plan).length))
  if (inputs.dryRun || inputs.validateOnly) return finish(plan, undefined, host)
  return carryOut(workspace, plan, makePlan, host)
}

interface Plan {
  readonly verdicts: readonly Verdict[]
  /** Undefined where no images were asked for. */
  readonly registry: Registry | undefined
}

const goingOf = ({ verdicts }: Plan): Item[] => verdicts.filter(({ goes }) => goes).map(({ item }) => item)

const policyOf = ({ kinds, keep, tagFilter, olderThanInDays }: CleanUpInputs, now: number): Policy => ({
  kinds,
  keep,
  tags: tagFilter,
  before: now - olderThanInDays * DAY,
})

/** A cancelled pipeline, too, is told what was deleted and what could not be. */
async function carryOut(
  workspace: Workspace,
  plan: Plan,
  makePlan: () => Promise<Plan>,
  host: Host,
): Promise<Outcome> {
  const current = new CurrentPlan(host.clock, async () => (await makePlan()).verdicts)
  const turns = new EndpointTurns(workspace, holderOf(host.variables))
  const work = removeGoing(goingOf(plan), host, item =>
    current.carryOut(item, () => turns.take(item, turn => removeOne(turn, plan.registry, item))),
  ).then(ends => finish(plan, ends, host))
  const stop = host.onCancel({
    what: 'stop deleting, and tell what was deleted',
    run: async () => {
      await Promise.allSettled([work])
    },
  })
  try {
    return await work
  } finally {
    stop()
  }
}

async function removeOne(
  workspace: Workspace,
  registry: Registry | undefined,
  item: Item,
): Promise<Objection> {
  const objection = await lookAgain(workspace, registry, item)
  if (objection === undefined) await deleteItem(workspace, registry, item)
  return objection
}

async function removeGoing(
  going: readonly Item[],
  { log, signal }: Host,
  remove: (item: Item) => Promise<Objection>,
): Promise<End[]> {
  let deleted = 0
  return removeAll(going, signal, async item => {
    const objection = await remove(item)
    if (objection !== undefined) return objection
    deleted++
    log.info(`Deleted ${item.kind} ${item.name} (${deleted} of ${going.length}).`)
    log.progress(Math.floor((100 * deleted) / going.length), `Deleting ${item.kind} ${item.name}`)
    return undefined
  })
}

async function finish(plan: Plan, ends: readonly End[] | undefined, host: Host): Promise<Outcome> {
  const { verdicts } = plan
  const planned = goingOf(plan).length
  const deleted = deletedOf(ends ?? []).length
  host.outputs.set('deletedCount', String(deleted))
  await host.outputs.summary('clean-up', summaryPage(verdicts, ends, host.clock.now()))
  if (ends === undefined)
    return succeeded(`${planned} would be deleted. This was a dry run; nothing was written.`)
  const isCancelled = ends.some(({ is }) => is === 'untried')
  if (isCancelled)
    host.log.warning(`${deleted} of ${planned} were deleted; the next run goes on with the rest.`)
  reportEnds(ends, host.log)
  if (isCancelled) throw new CancelledError('The clean-up')
  return succeeded(`${deleted} of ${planned} were deleted; ${verdicts.length - planned} stay.`)
}
