import { jobBody } from '../../../common/machinelearning/job/job-body.ts'
import { jobName, KEY_PROPERTY } from '../../../common/machinelearning/job/job-identity.ts'
import { findJob, submitJob, type Job } from '../../../common/machinelearning/job/jobs.ts'
import { Resolver } from '../../../common/machinelearning/job/resolver.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { JobSpec } from '../../../common/specification/read-job-file.ts'

const POLL_IN_MILLISECONDS = 5000

/**
 * The job of this step: the one that an earlier attempt began and that is running or complete, else a new one. After
 * one that failed or was cancelled the next name is used, so nothing is ever run over; so too after a name that
 * somebody else's job has. `claim` is told the name before anything is sent under it.
 */
export async function submitOnce(
  workspace: Workspace,
  spec: JobSpec,
  key: string,
  claim: (name: string) => void,
): Promise<Job> {
  const { log } = workspace.session
  for (let attempt = 1; ; attempt++) {
    const name = jobName(spec.name ?? spec.experiment_name ?? 'job', key, attempt)
    const earlier = await settled(workspace, name)
    const reason = earlier && whyNotOurs(earlier, key)
    if (reason) {
      log.info(`Job ${name} ${reason}.`)
      continue
    }
    claim(name)
    if (!earlier) return submitJob(workspace, name, await jobBody(spec, new Resolver(workspace)))
    log.info(
      `Job ${name} was submitted by an earlier attempt of this step and is ${earlier.properties.status}.`,
    )
    return earlier
  }
}

/** The name holds a part of the key already, so that a job which lost its properties is still ours. */
function whyNotOurs({ properties: { status, properties } }: Job, key: string): string | undefined {
  if ((properties?.[KEY_PROPERTY] ?? key) !== key) return 'belongs to something else'
  return ['Failed', 'Canceled'].includes(status) ? `of an earlier attempt ended as ${status}` : undefined
}

/** A job that is being cancelled may yet end in any way: it is waited for. */
async function settled(workspace: Workspace, name: string): Promise<Job | undefined> {
  const { log, clock, signal } = workspace.session
  for (let polls = 0; ; polls++) {
    const job = await findJob(workspace, name)
    if (job?.properties.status !== 'CancelRequested') return job
    if (polls === 0) log.info(`Job ${name} of an earlier attempt is being cancelled; waiting for its end.`)
    await clock.sleep(POLL_IN_MILLISECONDS, signal)
  }
}
