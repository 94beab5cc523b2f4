import { messageOf } from '../../../common/errors.ts'
import type { Host } from '../../../common/host/host.ts'
import { cancelJob, findJob, type Job } from '../../../common/machinelearning/job/jobs.ts'
import {
  followJob,
  followJobs,
  JobTimeoutError,
  type FinishedJob,
} from '../../../common/machinelearning/run/follow/follow-job.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { WaitInputs } from '../inputs.ts'

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
  const statuses = jobs.map(job => statusOf(workspace, job, completed))
  host.outputs.set('jobStatus', (await Promise.all(statuses)).join(','))
  return { completed, failed }
}

async function follow(
  workspace: Workspace,
  jobs: readonly Job[],
  inputs: WaitInputs,
): Promise<PromiseSettledResult<FinishedJob>[]> {
  const onEnd = (name: string, end: PromiseSettledResult<FinishedJob>): Promise<void> =>
    endOverdue(workspace, name, end, inputs)
  const [first] = jobs
  if (jobs.length > 1 || !first) return followJobs(workspace, jobs, inputs, onEnd)
  const [end] = await Promise.allSettled([followJob(workspace, first, inputs)])
  await onEnd(first.name, end)
  return [end]
}

/** A job over its limit is cancelled at once, even while others are still followed; that it is over stays the news. */
async function endOverdue(
  workspace: Workspace,
  name: string,
  end: PromiseSettledResult<FinishedJob>,
  { onCancel }: WaitInputs,
): Promise<void> {
  const { log, signal } = workspace.session
  const isOverdue = end.status === 'rejected' && end.reason instanceof JobTimeoutError
  if (!isOverdue || onCancel !== 'cancelJob') return
  log.info(`The time is over: asking Azure to cancel job ${name}.`)
  try {
    await cancelJob(workspace, name, signal)
  } catch (error) {
    log.warning(
      `Azure could not be asked to cancel job ${name}: ${messageOf(error)} Look at it in the studio.`,
    )
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
