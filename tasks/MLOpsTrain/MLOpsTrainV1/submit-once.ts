import { jobBody } from '../../common/machinelearning/job/job-body.ts'
import { jobName } from '../../common/machinelearning/job/job-identity.ts'
import { findJob, isTerminal, submitJob, type Job } from '../../common/machinelearning/job/jobs.ts'
import { Resolver } from '../../common/machinelearning/job/resolver.ts'
import type { Workspace } from '../../common/machinelearning/workspace/workspace.ts'
import type { JobSpec } from '../../common/specification/read-job-file.ts'

/**
 * The job of this step: the one that an earlier attempt began and that is running or complete, else a new one. After
 * one that failed or was cancelled the next name is used, so nothing is ever run over. `claim` is told the name before
 * anything is sent under it.
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
    if (earlier && ['Failed', 'Canceled'].includes(earlier.properties.status)) {
      log.info(`Job ${name} of an earlier attempt ended as ${earlier.properties.status}.`)
      continue
    }
    claim(name)
    if (earlier) {
      log.info(
        `Job ${name} was submitted by an earlier attempt of this step and is ${earlier.properties.status}.`,
      )
      return earlier
    }
    return submitJob(workspace, name, await jobBody(spec, new Resolver(workspace)))
  }
}

/** A job that is being cancelled is not followed: it is waited for, and then counts as cancelled. */
async function settled(workspace: Workspace, name: string): Promise<Job | undefined> {
  const { session } = workspace
  for (let job = await findJob(workspace, name); ; job = await findJob(workspace, name)) {
    if (!job || isTerminal(job.properties.status) || job.properties.status !== 'CancelRequested') return job
    session.log.info(`Job ${name} of an earlier attempt is being cancelled; waiting for it.`)
    await session.clock.sleep(5000, session.signal)
  }
}
