import { explain } from '../host/report.ts'
import type { Compensation, Host } from '../host/host.ts'
import { askForTraffic, readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { goBack } from './go-back.ts'
import { isCommitted, type PersistedJournal } from './memory.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { ProbeTarget } from './prober.ts'
import { doSteps } from './step.ts'
import { ServiceReader, stepsOf, type RolloutWork } from './steps.ts'

export interface Service extends ProbeTarget {
  /** False where the roll-out is complete and only the old deployment could not be deleted. */
  readonly clean: boolean
}

/**
 * Brings a new deployment into service without a gap: made at no traffic, tested there, given traffic step by step; then
 * the old one goes. Whatever fails before the end, who served before serves again.
 */
export async function rollOut(
  workspace: Workspace,
  work: RolloutWork,
  journal: PersistedJournal,
  host: Host,
): Promise<Service> {
  const { plan } = journal.memory
  const service = new ServiceReader(workspace, plan)
  const steps = stepsOf(workspace, plan, work, service)
  const forget = host.onCancel(trafficBack(workspace, journal, plan))
  try {
    await doSteps(steps, journal, host.log)
    return { ...(await service.target()), clean: true }
  } catch (error) {
    if (host.signal.aborted) throw error
    if (!isCommitted(journal.memory)) throw await goBack(workspace, journal.memory, error)
    host.log.warning(['The new deployment serves, but not all is tidy.', ...explain(error)].join('\n'))
    return { ...(await service.target()), clean: false }
  } finally {
    forget()
  }
}

/** What a cancelled pipeline has time for; the post-job part does the rest. */
const trafficBack = (workspace: Workspace, journal: PersistedJournal, plan: RolloutPlan): Compensation => ({
  what: `give the traffic of endpoint ${plan.endpoint} back (${readableTraffic(plan.before)})`,
  async run(budget) {
    const isShifted = journal.memory.begun.some(name => name.startsWith('traffic'))
    if (isShifted && !isCommitted(journal.memory))
      await askForTraffic(workspace, plan.endpoint, plan.before, budget)
  },
})
