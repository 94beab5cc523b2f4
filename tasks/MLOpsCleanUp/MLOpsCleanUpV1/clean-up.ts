import { openSession } from '../../common/azure/session.ts'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Registry } from '../../common/registry/registry.ts'
import type { CleanUpInputs } from './inputs.ts'
import type { Item, Policy, Verdict } from './plan/item.ts'
import { settlePlan } from './plan/settle-plan.ts'
import { readOrigins } from './read/read-users.ts'
import { readWorkspace } from './read/read-workspace.ts'
import { CurrentPlan } from './remove/current-plan.ts'
import { deleteItem } from './remove/delete-item.ts'
import { lookAgain } from './remove/look-again.ts'
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
  const plan = async (): Promise<Plan> => {
    const found = await readWorkspace(workspace, inputs, policy)
    const verdicts = await settlePlan(found, policy, models => readOrigins(workspace, models))
    return { verdicts, registry: found.registry }
  }
  const { verdicts, registry } = await plan()
  await printPlan(verdicts, host.clock.now(), host.log)
  const going = verdicts.filter(({ goes }) => goes).map(({ item }) => item)
  host.outputs.set('plannedCount', String(going.length))
  const isTrial = inputs.dryRun || inputs.validateOnly
  const current = new CurrentPlan(host.clock, async () => (await plan()).verdicts)
  const ends = isTrial
    ? undefined
    : await carryOut(going, host, item =>
        current.carryOut(item, async () => {
          const objection = await lookAgain(workspace, registry, item)
          if (objection === undefined) await deleteItem(workspace, registry, item)
          return objection
        }),
      )
  return finish(verdicts, ends, host)
}

interface Plan {
  readonly verdicts: readonly Verdict[]
  /** Undefined where no images were asked for. */
  readonly registry: Registry | undefined
}

const policyOf = ({ kinds, keep, tagFilter, olderThanInDays }: CleanUpInputs, now: number): Policy => ({
  kinds,
  keep,
  tags: tagFilter,
  before: now - olderThanInDays * DAY,
})

async function carryOut(
  going: readonly Item[],
  host: Host,
  remove: (item: Item) => Promise<string | undefined>,
): Promise<End[]> {
  let deleted = 0
  const stop = host.onCancel({
    what: 'stop deleting',
    run: () => {
      host.log.warning(`${deleted} of ${going.length} were deleted; the next run goes on with the rest.`)
      return Promise.resolve()
    },
  })
  const ends = await removeAll(going, host.signal, async item => {
    const objection = await remove(item)
    if (objection !== undefined) return objection
    deleted++
    host.log.info(`Deleted ${item.kind} ${item.name} (${deleted} of ${going.length}).`)
    host.log.progress(Math.floor((100 * deleted) / going.length), `Deleting ${item.kind} ${item.name}`)
    return undefined
  })
  stop()
  return ends
}

async function finish(
  verdicts: readonly Verdict[],
  ends: readonly End[] | undefined,
  host: Host,
): Promise<Outcome> {
  const planned = verdicts.filter(({ goes }) => goes).length
  const deleted = deletedOf(ends ?? []).length
  host.outputs.set('deletedCount', String(deleted))
  await host.outputs.summary('clean-up', summaryPage(verdicts, ends, host.clock.now()))
  if (ends === undefined)
    return succeeded(`${planned} would be deleted. This was a dry run; nothing was written.`)
  reportEnds(ends, host.log)
  return succeeded(`${deleted} of ${planned} were deleted; ${verdicts.length - planned} stay.`)
}
