import type { CommandJob } from '../../specification/job/command-job.ts'
import { isoDuration } from '../duration.ts'
import type { JobBody } from './body.ts'
import { commonBody } from './common-body.ts'
import { defined } from './defined.ts'
import { distributionBody } from './distribution-body.ts'
import { identityBody } from './identity-body.ts'
import { queueSettingsBody } from './queue-settings-body.ts'
import { doubleBraces } from './placeholders.ts'
import { resourcesBody } from './resources-body.ts'
import type { Resolver } from './resolver.ts'
import { serviceBodies } from './services-body.ts'

/** The `properties` of a command job; its code, environment and data are uploaded and registered. */
export async function commandBody(job: CommandJob, resolver: Resolver): Promise<JobBody> {
  const codeId = await resolver.code(job.code)
  const environmentId = await resolver.environment(job.environment)
  return defined({
    jobType: 'Command',
    ...(await commonBody(job, resolver)),
    command: doubleBraces(job.command),
    codeId,
    environmentId,
    environmentVariables: job.environment_variables ?? {},
    distribution: job.distribution && distributionBody(job.distribution),
    resources: job.resources && resourcesBody(job.resources),
    limits: job.limits && limitsBody(job.limits),
    identity: job.identity && identityBody(job.identity),
    services: job.services && serviceBodies(job.services),
    queueSettings: job.queue_settings && queueSettingsBody(job.queue_settings),
    parentJobName: job.parent_job_name,
  })
}

/** No time is no limit. */
const limitsBody = ({ timeout }: { readonly timeout?: number }): JobBody =>
  defined({ jobLimitsType: 'Command', timeout: timeout ? isoDuration(timeout) : undefined })
