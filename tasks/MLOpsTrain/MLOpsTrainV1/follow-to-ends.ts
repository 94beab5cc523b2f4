import type { Host } from '../../common/host/host.ts'
import { cancelJob, findJob, type Job } from '../../common/machinelearning/job/jobs.ts'
import {
  followJob,
  followJobs,
  JobTimeoutError,
  type FinishedJob,
} from '../../common/machinelearning/run/follow/follow-job.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { WaitInputs } from './inputs.ts'

/** A job that is complete. */
export interface CompletedJob {
  readonly job: Job
  readonly finished: FinishedJob
}

/** A job that ended otherwise, and why. */
export interface FailedJob {
  readonly job: Job
  readonly failure: unknown
}

/** Jobs that have ended, in the order in which they were named. */
export interface JobEnds {
  readonly completed: readonly CompletedJob[]
  readonly failed: readonly FailedJob[]
}

/** Follows jobs side by side to their ends and tells the next steps how each ended; a limit of ours may cancel one. */
export async function followToEnds(
  workspace: Workspace,
  jobs: readonly Job[],
  inputs: WaitInputs,
  host: Host,
): Promise<JobEnds> {
  const ends = await follow(workspace, jobs, inputs)
  const completed: CompletedJob[] = []
  const failed: FailedJob[] = []
  for (const [index, job] of jobs.entries()) {
    const end = ends[index]
    if (end?.status === 'fulfilled') completed.push({ job, finished: end.value })
    else failed.push({ job, failure: end?.reason })
  }
  if (host.signal.aborted) throw failed[0]?.failure
  await endOverdue(workspace, failed, inputs)
  const statuses = jobs.map(job => statusOf(workspace, job, completed))
  host.outputs.set('jobStatus', (await Promise.all(statuses)).join(','))
  return { completed, failed }
}

async function follow(
  workspace: Workspace,
  jobs: readonly Job[],
  inputs: WaitInputs,
): Promise<PromiseSettledResult<FinishedJob>[]> {
  const [first] = jobs
  return jobs.length === 1 && first
    ? Promise.allSettled([followJob(workspace, first, inputs)])
    : followJobs(workspace, jobs, inputs)
}

async function endOverdue(
  workspace: Workspace,
  failed: readonly FailedJob[],
  { onCancel }: WaitInputs,
): Promise<void> {
  const { log, signal } = workspace.session
  for (const { job, failure } of failed) {
    if (!(failure instanceof JobTimeoutError) || onCancel !== 'cancelJob') continue
    log.info(`The time is over: asking Azure to cancel job ${job.name}.`)
    await cancelJob(workspace, job.name, signal)
  }
}

async function statusOf(
  workspace: Workspace,
  { name, properties }: Job,
  completed: readonly CompletedJob[],
): Promise<string> {
  if (completed.some(({ job }) => job.name === name)) return 'Completed'
  return (await findJob(workspace, name))?.properties.status ?? properties.status
}
