import { explain } from '../host/report.ts'
import type { Compensation, Host } from '../host/host.ts'
import { askForTraffic, readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import { InconclusiveError } from './bake/pause.ts'
import { commandsToGoBack } from './by-hand.ts'
import { TaskError } from '../errors.ts'
import { goBack } from './go-back.ts'
import { LockLostError } from './lock/endpoint-lock.ts'
import type { HeldEndpoint } from './lock/take-endpoint.ts'
import { isCommitted } from './memory.ts'
import type { PersistedJournal } from './journal.ts'
import { isOwnTraffic } from './own-traffic.ts'
import type { ProbeTarget } from './prober.ts'
import { explainServingError } from '../serving-errors/explain-serving-error.ts'
import { reportSteps, Tallies } from './report.ts'
import { ServiceReader } from './service-reader.ts'
import { doSteps, type StepTimes } from './step.ts'
import { stepsOf, type RolloutWork } from './steps.ts'
import { isTrafficStep } from './step-names.ts'

export interface Service extends ProbeTarget {
  /** False where the roll-out is complete and only the old deployment could not be deleted. */
  readonly clean: boolean
}

/** Where a roll-out happens, and who is told of it. */
export interface Stage extends HeldEndpoint {
  readonly host: Host
}

/**
 * Brings a new deployment into service without a gap: made at no traffic, tested there, given traffic step by step; then
 * the old one goes. Whatever fails before the end, who served before serves again.
 */
export async function rollOut(stage: Stage, work: RolloutWork, journal: PersistedJournal): Promise<Service> {
  const { workspace, host } = stage
  const { plan } = journal.memory
  const service = new ServiceReader(workspace, plan)
  const tallies = new Tallies(work.bake.limits.maxLatencyInMilliseconds)
  const times: StepTimes = new Map()
  const forget = host.onCancel(trafficBack(stage, journal))
  try {
    await doSteps(stepsOf(stage, plan, work, service, tallies), journal, workspace.session, times)
    await journal.close()
    return { ...(await service.target()), clean: true }
  } catch (error) {
    if (host.signal.aborted || error instanceof LockLostError) throw error
    if (!isCommitted(journal.memory)) throw await endOf(stage, journal, error)
    host.log.warning(['The new deployment serves, but not all is tidy.', ...explain(error)].join('\n'))
    return { ...(await service.target()), clean: false }
  } finally {
    forget()
    if (!host.signal.aborted) await reportSteps(host, plan, times, tallies)
  }
}

/** Pauses where nothing is proved, else goes back. Returns the error to end with. */
async function endOf(stage: Stage, journal: PersistedJournal, error: unknown): Promise<Error> {
  const { plan } = journal.memory
  // Where nobody served before, nobody is spared anything by waiting, and callers may get errors.
  const mayPause = Object.keys(plan.before).length > 0
  if (mayPause && error instanceof InconclusiveError) return paused(stage, journal, error)
  const why = explainServingError(error)
  const failure = await goBack(stage, journal.memory, why)
  if (!failure) await written(stage, () => journal.close())
  return failure ?? why
}

async function paused(stage: Stage, journal: PersistedJournal, error: InconclusiveError): Promise<TaskError> {
  await written(stage, () => journal.pause(error.message))
  const { plan } = journal.memory
  return new TaskError(`The roll-out to endpoint ${plan.endpoint} is paused. ${error.message}`, {
    ...(error.likelyCause !== undefined && { cause: error.likelyCause }),
    remedy: [
      'Traffic stays as it is. Remove the cause and run this stage again: it goes on from here. Any other run takes it back before it begins. To go back by hand:',
      ...commandsToGoBack(stage.workspace, journal.memory),
    ].join('\n'),
  })
}

/** What is told with the end of a roll-out must not be lost with its record. */
async function written({ host }: Stage, write: () => Promise<void>): Promise<void> {
  try {
    await write()
  } catch (error) {
    if (host.signal.aborted || error instanceof LockLostError) throw error
    const so = 'The next run takes this roll-out for a lost one and settles it before it begins.'
    host.log.warning([...explain(error), so].join('\n'))
  }
}

/** What a cancelled pipeline has time for; the post-job part does the rest. */
const trafficBack = ({ workspace, lock }: Stage, journal: PersistedJournal): Compensation => {
  const { plan } = journal.memory
  return {
    what: `give the traffic of endpoint ${plan.endpoint} back (${readableTraffic(plan.before)})`,
    async run(budget) {
      const isShifted = journal.memory.begun.some(isTrafficStep)
      if (!isShifted || isCommitted(journal.memory)) return
      if (!lock.isSure()) throw new Error('It may be another run’s by now.')
      await askForTraffic(workspace, plan.endpoint, plan.before, {
        signal: budget,
        when: endpoint => isOwnTraffic(journal.memory, endpoint),
      })
    },
  }
}
