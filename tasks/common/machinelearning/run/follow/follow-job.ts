import { inParallel } from '../../../in-parallel.ts'
import { isTerminal } from '../../job/jobs.ts'
import type { Workspace } from '../../workspace/workspace.ts'
import { readDetails, readQueueing, type RunDetails } from '../history/run-history.ts'
import { RunLogs } from '../logs/run-logs.ts'
import { readUsage, type Usage } from '../usage/read-usage.ts'
import { usageLines } from '../usage/usage-lines.ts'
import { drainLogs } from './drain-logs.ts'
import { explainFailure } from './explain-failure.ts'
import { expectedParts, partsOf, type FollowedJob } from './followed-job.ts'
import { LimitWatch, type JobLimits } from './limits.ts'
import { Outage } from './outage.ts'
import { PartFollower } from './part-follower.ts'
import { openParts, type Part } from './part.ts'
import { Progress } from './progress.ts'
import { hasBegun, isWaiting } from './states.ts'
import { StatusWatch } from './status-watch.ts'
import { Transcript } from './transcript.ts'

export { JobTimeoutError, type JobLimits } from './limits.ts'
export type { FollowedJob } from './followed-job.ts'

export interface FinishedJob {
  readonly name: string
  readonly status: 'Completed'
  readonly details: RunDetails
  /** Steps of a pipeline, trials of a sweep; empty for a command job. */
  readonly parts: readonly Part[]
  /** What it took of its compute. */
  readonly usage: Usage
}

const FIRST_WAIT = 1000
const LONGEST_WAIT = 5000

/**
 * Follows a job to its end and prints its log while it runs, that of each step for a pipeline and of each trial for a
 * sweep. Only Completed is success; Failed and Canceled throw; everything else, known or not, means that the job goes
 * on. Throws JobTimeoutError when a limit of ours is over.
 */
export async function followJob(
  workspace: Workspace,
  job: FollowedJob,
  limits: JobLimits,
): Promise<FinishedJob> {
  const transcript = new Transcript(workspace.session)
  try {
    return await new JobFollower(workspace, job, limits, transcript).follow()
  } finally {
    transcript.close()
  }
}

/**
 * Follows several jobs side by side, each line under the name of its job. The answers come when the last has ended, in
 * the order of the jobs; one that fails does not end the following of the others. `onEnd` is told of each at once.
 */
export async function followJobs(
  workspace: Workspace,
  jobs: readonly FollowedJob[],
  limits: JobLimits,
  onEnd: (name: string, end: PromiseSettledResult<FinishedJob>) => Promise<void> = async () => undefined,
): Promise<PromiseSettledResult<FinishedJob>[]> {
  const transcript = new Transcript(workspace.session)
  const follow = (job: FollowedJob): Promise<FinishedJob> =>
    new JobFollower(workspace, job, limits, transcript, `${job.name} | `).follow()
  try {
    return await inParallel(jobs, jobs.length, async job => {
      const [end] = await Promise.allSettled([follow(job)])
      await onEnd(job.name, end)
      return end
    })
  } finally {
    transcript.close()
  }
}

class JobFollower {
  readonly #workspace: Workspace
  readonly #name: string
  readonly #transcript: Transcript
  readonly #logs: RunLogs
  readonly #parts: PartFollower | undefined
  readonly #progress: Progress | undefined
  readonly #status: StatusWatch
  readonly #limits: LimitWatch
  readonly #outage: Outage

  constructor(
    workspace: Workspace,
    job: FollowedJob,
    limits: JobLimits,
    transcript: Transcript,
    prefix = '',
  ) {
    const { log, clock } = workspace.session
    const kind = partsOf(job)
    this.#workspace = workspace
    this.#name = job.name
    this.#transcript = transcript
    this.#logs = new RunLogs((label, lines) => {
      const mark = prefix + (label && `${label} | `)
      transcript.lines(mark.replace(/ \| $/, ''), mark, lines)
    }, kind !== undefined)
    this.#parts = kind && new PartFollower(workspace, job.name, { transcript, prefix, kind })
    this.#progress = kind && new Progress(log, kind, expectedParts(job))
    this.#status = new StatusWatch(transcript, () => clock.now())
    this.#limits = new LimitWatch(limits, () => clock.now())
    this.#outage = new Outage(transcript, () => clock.now())
  }

  async follow(): Promise<FinishedJob> {
    const { clock, signal } = this.#workspace.session
    for (let wait = FIRST_WAIT; ; wait = Math.min(LONGEST_WAIT, wait * 1.3)) {
      try {
        const finished = await this.#look()
        if (finished) return finished
        this.#outage.over()
      } catch (error) {
        if (signal.aborted) throw error
        this.#outage.bear(error)
      }
      await clock.sleep(wait, signal)
    }
  }

  /** The job's end, where it has come; otherwise prints what is new. */
  async #look(): Promise<FinishedJob | undefined> {
    const details = await readDetails(this.#workspace, this.#name)
    if (isTerminal(details.status)) return this.#conclude(details)
    this.#status.see(details)
    await this.#print(details)
    this.#limits.check(details, this.#workspace.session.signal, this.#hasBegun(details))
    return undefined
  }

  async #print(details: RunDetails): Promise<void> {
    const { anonymous, signal } = this.#workspace.session
    await this.#logs.read(anonymous, details.logFiles, signal)
    await this.#parts?.read(details.tags)
    this.#progress?.see(this.#parts?.parts ?? [])
    await this.#status.beat(details, () => this.#remarks(details))
  }

  /** What a reader may want to know when nothing else was printed for a while. */
  async #remarks(details: RunDetails): Promise<string[]> {
    const parts = this.#parts?.parts ?? []
    const waiting = [details, ...parts.map(part => part.details)].find(({ status }) => isWaiting(status))
    const queue = waiting && (await readQueueing(this.#workspace, waiting.runId))
    const pending = this.#logs.pending || this.#parts?.pending
    return [openParts(parts), queue ?? '', pending ? `Its log shows: ${pending.trim()}` : '']
  }

  /** A job with parts only conducts them: it waits until the first of them runs. */
  #hasBegun({ status }: RunDetails): boolean {
    return this.#parts ? this.#parts.parts.some(part => hasBegun(part.details.status)) : hasBegun(status)
  }

  async #conclude(last: RunDetails): Promise<FinishedJob> {
    this.#outage.over()
    const details = await drainLogs(this.#workspace, last, this.#logs, this.#transcript)
    await this.#parts?.end(details.tags)
    const parts = this.#parts?.parts ?? []
    this.#progress?.see(parts)
    this.#status.see(details)
    for (const { message } of details.warnings ?? []) if (message) this.#transcript.warn(message)
    const usage = await readUsage(this.#workspace, details, parts)
    for (const line of usageLines(usage)) this.#transcript.say(line)
    if (details.status === 'Completed')
      return { name: this.#name, status: 'Completed', details, parts, usage }
    throw explainFailure(details, this.#logs.tails, parts)
  }
}
