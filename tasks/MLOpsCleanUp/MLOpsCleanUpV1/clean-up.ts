import { openSession } from '../../common/azure/session.ts'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { CleanUpInputs } from './inputs.ts'
import type { Item, Policy, Verdict } from './plan/item.ts'
import { settlePlan } from './plan/settle-plan.ts'
import { readOrigins } from './read/read-users.ts'
import { readWorkspace, type Inventory } from './read/read-workspace.ts'
import { deleteItem } from './remove/delete-item.ts'
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
  const found = await readWorkspace(workspace, inputs, policy)
  const verdicts = await settlePlan(found, policy, models => readOrigins(workspace, models))
  await printPlan(verdicts, host.clock.now(), host.log)
  const going = verdicts.filter(({ goes }) => goes).map(({ item }) => item)
  host.outputs.set('plannedCount', String(going.length))
  const isTrial = inputs.dryRun || inputs.validateOnly
  const ends = isTrial ? undefined : await carryOut(workspace, found, going, host)
  return finish(verdicts, ends, host)
}

const policyOf = ({ kinds, keep, tagFilter, olderThanInDays }: CleanUpInputs, now: number): Policy => ({
  kinds,
  keep,
  tags: tagFilter,
  before: now - olderThanInDays * DAY,
})

async function carryOut(
  workspace: Workspace,
  { registry }: Inventory,
  going: readonly Item[],
  host: Host,
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
    await deleteItem(workspace, registry, item)
    deleted++
    host.log.info(`Deleted ${item.kind} ${item.name} (${deleted} of ${going.length}).`)
    host.log.progress(Math.floor((100 * deleted) / going.length), `Deleting ${item.kind} ${item.name}`)
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
