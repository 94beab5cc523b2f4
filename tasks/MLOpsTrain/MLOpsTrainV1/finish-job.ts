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
  const { azureSubscription, resourceGroup, workspaceName, job, cancel } = JSON.parse(state) as RememberedJob
  if (!cancel) return host.log.info(`Job ${job} was left running, as onCancel says.`)
  const workspace = await openWorkspace(openSession(host, azureSubscription), {
    resourceGroup,
    name: workspaceName,
  })
  const statusOf = async (): Promise<string | undefined> => (await findJob(workspace, job))?.properties.status
  let status = await statusOf()
  if (status === undefined) return host.log.info(`Job ${job} was never created.`)
  if (!isTerminal(status)) await cancelJob(workspace, job, host.signal)
  const end = host.clock.now() + PATIENCE_IN_MILLISECONDS
  while (!isTerminal(status) && host.clock.now() < end) {
    await host.clock.sleep(2000, host.signal)
    status = (await statusOf()) ?? status
  }
  host.log.info(`Job ${job} is ${status}.`)
  if (!isTerminal(status))
    host.log.warning(`Azure has not confirmed the end of job ${job}: look at it in the studio.`)
}
