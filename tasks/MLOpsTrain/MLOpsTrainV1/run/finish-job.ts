import { openSession } from '../../../common/azure/session.ts'
import type { Host } from '../../../common/host/host.ts'
import { cancelJob, findJob, isTerminal } from '../../../common/machinelearning/job/jobs.ts'
import { openWorkspace } from '../../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import type { WorkspaceInputs } from '../../../common/machinelearning/workspace/workspace-inputs.ts'
import type { WaitInputs } from '../inputs.ts'

interface RememberedJobs extends Omit<WorkspaceInputs, 'validateOnly'> {
  readonly jobs: readonly string[]
  readonly cancel: boolean
}

const STATE = 'mlops.train.jobs'
const PATIENCE_IN_MILLISECONDS = 120_000
const NEVER_CREATED = 'NeverCreated'

/**
 * From here on a cancelled pipeline has jobs to think of, even if Azure's answer to the creation of one never comes:
 * this process cancels them on the agent's signal, and the post-job part does what it did not live to do.
 */
export function claimJobs(
  host: Host,
  workspace: Workspace,
  inputs: WaitInputs,
  jobs: readonly string[],
  cancel: boolean,
): void {
  const { azureSubscription, resourceGroup, workspaceName } = inputs
  const remembered: RememberedJobs = { azureSubscription, resourceGroup, workspaceName, jobs, cancel }
  host.state.set(STATE, JSON.stringify(remembered))
  if (!cancel) return
  for (const job of jobs)
    host.onCancel({
      what: `ask Azure to cancel job ${job}`,
      run: budget => cancelJob(workspace, job, budget),
    })
}

/** After a cancelled or killed step: sees to it that its jobs do not go on billing, if that was the choice. */
export async function finishJob(host: Host): Promise<void> {
  const state = host.state.get(STATE)
  if (!state) return
  const { jobs, cancel, ...where } = JSON.parse(state) as RememberedJobs
  if (cancel) {
    const session = openSession(host, where.azureSubscription)
    const place = { resourceGroup: where.resourceGroup, name: where.workspaceName }
    const workspace = await openWorkspace(session, place)
    await Promise.all(jobs.map(job => endJob(host, workspace, job)))
  } else for (const job of jobs) host.log.info(`Job ${job} was left running, as onCancel says.`)
}

async function endJob(host: Host, workspace: Workspace, job: string): Promise<void> {
  const statusOf = async (): Promise<string> =>
    (await findJob(workspace, job))?.properties.status ?? NEVER_CREATED
  let status = await statusOf()
  if (isOver(status)) host.log.info(ending(job, status))
  else await cancelJob(workspace, job, host.signal)
  const end = host.clock.now() + PATIENCE_IN_MILLISECONDS
  while (!isOver(status) && host.clock.now() < end) {
    await host.clock.sleep(2000, host.signal)
    status = await statusOf()
    if (isOver(status)) host.log.info(ending(job, status))
  }
  if (!isOver(status))
    host.log.warning(`Azure has not confirmed the end of job ${job}: look at it in the studio.`)
}

const isOver = (status: string): boolean => status === NEVER_CREATED || isTerminal(status)

const ending = (job: string, status: string): string =>
  status === NEVER_CREATED ? `Job ${job} was never created.` : `Job ${job} is ${status}.`
