import type { Host } from '../../../common/host/host.ts'
import { studioUrlOf, type Job } from '../../../common/machinelearning/job/jobs.ts'

/** Tells the next steps of the jobs before they end, so that they know them even if this step does not. */
export function announceJobs(host: Host, jobs: readonly Job[]): void {
  host.outputs.set('jobName', jobs.map(({ name }) => name).join(','))
  host.outputs.set('jobStatus', jobs.map(({ properties }) => properties.status).join(','))
  const studioUrl = jobs.length === 1 && jobs[0] ? studioUrlOf(jobs[0]) : undefined
  if (studioUrl) host.outputs.set('studioUrl', studioUrl)
  for (const job of jobs) {
    const url = studioUrlOf(job)
    host.log.info(`Job ${job.name}${url ? ` in the studio: ${url}` : ''}`)
  }
}
