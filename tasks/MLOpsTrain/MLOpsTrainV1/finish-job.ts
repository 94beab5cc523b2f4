import { openSession } from '../../common/azure/session.ts'
import type { Host } from '../../common/host/host.ts'
import { cancelJob, findJob, isTerminal } from '../../common/machinelearning/job/jobs.ts'
import { openWorkspace } from '../../common/machinelearning/workspace/open-workspace.ts'
import type { WorkspaceInputs } from '../../common/machinelearning/workspace/workspace-inputs.ts'
import type { TrainInputs } from './inputs.ts'

interface RememberedJob extends Omit<WorkspaceInputs, 'validateOnly'> {
  readonly job: string
  readonly cancel: boolean
}

const STATE = 'mlops.train.job'
const PATIENCE_IN_MILLISECONDS = 120_000
const NEVER_CREATED = 'NeverCreated'

/** Written before the job is created, so that the post-job part knows of it whatever happens to this process. */
export function rememberJob(host: Host, inputs: TrainInputs, job: string): void {
  const { azureSubscription, resourceGroup, workspaceName, onCancel, waitForCompletion } = inputs
  const cancel = waitForCompletion && onCancel === 'cancelJob'
  const remembered: RememberedJob = { azureSubscription, resourceGroup, workspaceName, job, cancel }
  host.state.set(STATE, JSON.stringify(remembered))
}

/** After a cancelled or killed step: sees to it that the job does not go on billing, if that was the choice. */
export async function finishJob(host: Host): Promise<void> {
  const state = host.state.get(STATE)
  if (!state) return
  const { job, cancel, ...where } = JSON.parse(state) as RememberedJob
  if (cancel) await endJob(host, where, job)
  else host.log.info(`Job ${job} was left running, as onCancel says.`)
}

async function endJob(host: Host, where: Omit<RememberedJob, 'job' | 'cancel'>, job: string): Promise<void> {
  const { azureSubscription, resourceGroup, workspaceName } = where
  const session = openSession(host, azureSubscription)
  const workspace = await openWorkspace(session, { resourceGroup, name: workspaceName })
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
