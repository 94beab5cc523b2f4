import { CancelledError, TaskError } from '../../../errors.ts'
import { isTerminal } from '../../job/jobs.ts'
import { readableSeconds } from '../../duration.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import { explainFailure } from './explain-failure.ts'
import { readDetails, type RunDetails } from '../history/run-history.ts'
import { RunLogs } from '../logs/run-logs.ts'
import { StepFollower } from './step-follower.ts'

export interface FollowOptions {
  readonly isPipeline: boolean
  readonly queueTimeoutInMinutes: number | undefined
  readonly runTimeoutInMinutes: number | undefined
}

export interface FinishedJob {
  readonly name: string
  readonly status: 'Completed'
  readonly details: RunDetails
}

/** A limit of ours is over while the job goes on in Azure. */
export class JobTimeoutError extends TaskError {}

const FIRST_WAIT = 1000
const LONGEST_WAIT = 5000
const HEARTBEAT = 60_000
const WAITING = ['NotStarted', 'Starting', 'Provisioning', 'Preparing', 'Queued']

/**
 * Follows a job to its end and prints its log while it runs, that of each step for a pipeline. Only Completed is
 * success; Failed and Canceled throw; everything else, known or not, means that the job goes on.
 */
export async function followJob(
  workspace: Workspace,
  name: string,
  options: FollowOptions,
): Promise<FinishedJob> {
  const { session } = workspace
  const logs = new RunLogs(line => session.log.info(line))
  const steps = options.isPipeline ? new StepFollower(workspace, name) : undefined
  const watch = new StatusWatch(workspace, name, options)
  for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 1.3)) {
    const details = await readDetails(workspace, name)
    if (isTerminal(details.status)) return conclude(workspace, details, logs, steps, watch)
    watch.see(details.status)
    await logs.read(session.anonymous, details)
    await steps?.read()
    watch.checkLimits(details.status)
    await session.clock.sleep(wait, session.signal)
  }
}

async function conclude(
  workspace: Workspace,
  details: RunDetails,
  logs: RunLogs,
  steps: StepFollower | undefined,
  watch: StatusWatch,
): Promise<FinishedJob> {
  const name = details.runId
  await logs.read(workspace.session.anonymous, details)
  logs.end()
  await steps?.end()
  watch.see(details.status)
  for (const { message } of details.warnings ?? []) if (message) workspace.session.log.warning(message)
  if (details.status === 'Completed') return { name, status: 'Completed', details }
  throw explainFailure(name, details, steps?.failure ?? { tail: logs.tail })
}

/** Prints each change of the status, a heartbeat when nothing changes, and knows when a limit is over. */
class StatusWatch {
  readonly #workspace: Workspace
  readonly #name: string
  readonly #options: FollowOptions
  readonly #start: number
  #status = ''
  #since: number
  #runningSince: number | undefined
  #printedAt: number

  constructor(workspace: Workspace, name: string, options: FollowOptions) {
    this.#workspace = workspace
    this.#name = name
    this.#options = options
    this.#start = this.#since = this.#printedAt = workspace.session.clock.now()
  }

  see(status: string): void {
    const { log, clock } = this.#workspace.session
    const now = clock.now()
    if (status !== this.#status) {
      this.#status = status
      this.#since = this.#printedAt = now
      if (!WAITING.includes(status)) this.#runningSince ??= now
      log.section(`Job ${this.#name}: ${status}`)
    } else if (now - this.#printedAt >= HEARTBEAT) {
      this.#printedAt = now
      log.info(`Job ${this.#name} is ${status} since ${readableSeconds((now - this.#since) / 1000)}.`)
    }
  }

  checkLimits(status: string): void {
    const { signal, clock } = this.#workspace.session
    if (signal.aborted) throw new CancelledError('Following the job')
    const { queueTimeoutInMinutes: queue, runTimeoutInMinutes: run } = this.#options
    if (this.#runningSince === undefined && isOver(queue, this.#start, clock.now())) {
      throw new JobTimeoutError(`Job ${this.#name} is still ${status} after ${queue} minutes.`, {
        cause: 'The cluster cannot grow (quota, capacity, maximum of nodes), or it is busy with other jobs.',
        remedy: 'Look at the cluster in the studio; raise queueTimeoutInMinutes if waiting longer is right.',
      })
    }
    if (isOver(run, this.#runningSince, clock.now())) {
      throw new JobTimeoutError(`Job ${this.#name} has run longer than ${run} minutes.`, {
        remedy: 'Raise runTimeoutInMinutes, or make the job smaller.',
      })
    }
  }
}

const isOver = (minutes: number | undefined, since: number | undefined, now: number): boolean =>
  minutes !== undefined && since !== undefined && now - since >= minutes * 60_000
