import { messageOf, TaskError } from '../../../common/errors.ts'
import type { Host } from '../../../common/host/host.ts'
import { succeeded, type Outcome } from '../../../common/host/task.ts'
import { factsOf, findJob, type Job } from '../../../common/machinelearning/job/jobs.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import { announceJobs } from './announce-jobs.ts'
import { collectResults } from '../results/collect-results.ts'
import { checkDownloads } from '../results/check-downloads.ts'
import { claimJobs } from './finish-job.ts'
import { followToEnds } from './follow-to-ends.ts'
import type { AttachInputs } from '../inputs.ts'
import { checkModelPath } from '../results/model-uri.ts'

/** Follows jobs that somebody submitted before, all at once, and collects what the complete ones made. */
export async function attachToJobs(workspace: Workspace, inputs: AttachInputs, host: Host): Promise<Outcome> {
  const jobs = await findAll(workspace, inputs.jobs)
  for (const job of jobs) check(job, inputs)
  for (const { name, properties } of jobs) host.log.info(`Job ${name} is ${properties.status}.`)
  if (inputs.validateOnly) return succeeded(`${counted(jobs)} would be followed; nothing was written.`)
  claimJobs(host, workspace, inputs, inputs.jobs, inputs.onCancel === 'cancelJob')
  announceJobs(host, jobs)
  const { completed, failed } = await followToEnds(workspace, jobs, inputs, host)
  const outcome = completed.length > 0 ? await collectResults(workspace, completed, inputs, host) : undefined
  if (outcome && failed.length === 0) return outcome
  const failures = failed.map(({ failure }) => failure)
  throw jobs.length === 1 ? failures[0] : together(failures, jobs.length)
}

/** What jobs of other types have as outputs, only their run tells. */
const WITH_NAMED_OUTPUTS = ['Command', 'Pipeline', 'Sweep']

function check(job: Job, { model, downloadOutputs }: AttachInputs): void {
  const facts = factsOf(job)
  checkModelPath(model, facts)
  if (WITH_NAMED_OUTPUTS.includes(job.properties.jobType)) checkDownloads(downloadOutputs, facts.outputs)
}

async function findAll(workspace: Workspace, names: readonly string[]): Promise<Job[]> {
  const found = await Promise.all(names.map(name => findJob(workspace, name)))
  const missing = names.filter((_, index) => !found[index])
  if (missing.length === 0) return found.filter(job => job !== undefined)
  throw new TaskError(`The workspace ${workspace.name} has no job ${missing.join(', ')}.`, {
    cause: 'The name is that of the display name, of an experiment, or of a job in another workspace.',
    remedy: "Use the output 'jobName' of the step that submitted the job, or the Name that the studio shows.",
  })
}

/** Several failures as one, each with its own words. */
function together(failures: readonly unknown[], jobs: number): TaskError {
  const remedies = failures.flatMap(failure => (failure instanceof TaskError ? [failure.remedy ?? ''] : []))
  return new TaskError(
    `${failures.length} of ${jobs} jobs did not complete.\n${failures.map(messageOf).join('\n')}`,
    { remedy: [...new Set(remedies.filter(remedy => remedy !== ''))].join(' '), error: failures[0] },
  )
}

const counted = (jobs: readonly Job[]): string => (jobs.length === 1 ? '1 job' : `${jobs.length} jobs`)
