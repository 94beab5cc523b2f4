import { attempt, asAzureError, orNotFound } from '../../azure/attempt.ts'
import { resourceUrl } from '../../azure/resource-manager.ts'
import type { Workspace } from '../workspace/workspace.ts'
import type { JobBody } from './body.ts'
import { jobApiVersion } from './job-api-version.ts'

/** A job as Azure Resource Manager tells it. It has no error field: that is in run history. */
export interface Job {
  readonly name: string
  readonly properties: {
    readonly jobType: string
    readonly status: string
    readonly displayName?: string
    readonly experimentName?: string
    readonly tags?: Readonly<Record<string, string>> | null
    readonly properties?: Readonly<Record<string, string>>
    readonly services?: Readonly<Record<string, { readonly endpoint?: string } | null>>
    readonly outputs?: Readonly<
      Record<string, { readonly jobOutputType?: string; readonly uri?: string | null } | null>
    >
  }
}

/** What of a job decides how it is followed and where its models lie. */
export interface JobFacts {
  readonly isPipeline: boolean
  /** Names of the outputs that its author named. */
  readonly outputs: readonly string[]
}

export const factsOf = ({ properties: { jobType, outputs } }: Job): JobFacts => ({
  isPipeline: jobType === 'Pipeline',
  outputs: Object.keys(outputs ?? {}).filter(name => name !== 'default'),
})

export async function findJob(
  workspace: Workspace,
  name: string,
  signal?: AbortSignal,
): Promise<Job | undefined> {
  const url = jobUrl(workspace, name)
  const call = { method: 'GET', url, ...(signal && { signal }) } as const
  const found = await attempt(`Reading job ${name}`, () =>
    orNotFound(() => workspace.session.door.send<Job>('ResourceManager', call)),
  )
  return found?.body
}

/** Creates the job. Sent twice it is the same job: the name is the key. */
export async function submitJob(workspace: Workspace, name: string, body: JobBody): Promise<Job> {
  const answer = await attempt(`Submitting job ${name}`, () =>
    workspace.session.door.send<Job>('ResourceManager', {
      method: 'PUT',
      url: resourceUrl(workspace.session, jobId(workspace, name), {}, jobApiVersion(body)),
      body: { properties: body },
      withMachineLearningToken: actsForUser(body),
    }),
  )
  return answer.body
}

/** Pipelines, and whatever runs under its user's identity, need a token of the user for Azure ML itself. */
function actsForUser({ jobType, identity }: JobBody): boolean {
  const { identityType } = (identity ?? {}) as { identityType?: string }
  return jobType === 'Pipeline' || identityType === 'UserIdentity'
}

/** Asks Azure to cancel a job. A job that has ended meanwhile is no error: there is nothing left to cancel. */
export async function cancelJob(workspace: Workspace, name: string, signal: AbortSignal): Promise<void> {
  const url = jobUrl(workspace, name, '/cancel')
  try {
    await workspace.session.door.send('ResourceManager', { method: 'POST', url, repeatable: true, signal })
  } catch (error) {
    if ((asAzureError(error)?.status ?? 500) >= 500) throw error
    const job = await findJob(workspace, name, signal)
    if (job && !isTerminal(job.properties.status)) throw error
  }
}

export const isTerminal = (status: string): boolean => ['Completed', 'Failed', 'Canceled'].includes(status)

export const studioUrlOf = (job: Job): string | undefined => job.properties.services?.['Studio']?.endpoint

const jobUrl = (workspace: Workspace, name: string, action = ''): string =>
  resourceUrl(workspace.session, jobId(workspace, name) + action)

const jobId = (workspace: Workspace, name: string): string => `${workspace.id}/jobs/${name}`
