import { messageOf } from '../errors.ts'
import { KEY_PROPERTY } from '../machinelearning/job/job-identity.ts'
import {
  deleteDeployment,
  findDeployment,
  readDeploymentLog,
} from '../machinelearning/deployment/deployment-resource.ts'
import { deleteEndpoint, findEndpoint, putTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { explainLog } from '../serving-errors/explain-log.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { Step } from './step.ts'

export const ENDPOINT = 'endpoint'
export const DEPLOYMENT = 'deployment'
export const SMOKE_TEST = 'smoke test'
export const PREVIOUS = 'previous deployment'
export const trafficStep = (share: number): string => `traffic ${share} %`

const LOG_LINES = 200

/** How each step of this plan is undone, in the order of doing. All that it needs is in the plan. */
export function undosOf(workspace: Workspace, plan: RolloutPlan): Pick<Step, 'name' | 'undo'>[] {
  const isNew = plan.endpointAction !== 'reuse'
  return [
    { name: ENDPOINT, ...(isNew && { undo: () => undoEndpoint(workspace, plan) }) },
    { name: DEPLOYMENT, undo: () => undoDeployment(workspace, plan) },
    ...plan.shares.map(share => ({
      name: trafficStep(share),
      undo: () => putTraffic(workspace, plan.endpoint, plan.before),
    })),
  ]
}

/** An endpoint that this run made and that serves nothing only answers errors, so it goes, unless it holds what is kept. */
async function undoEndpoint(workspace: Workspace, { endpoint, onFailure, key }: RolloutPlan): Promise<void> {
  const found = await findEndpoint(workspace, endpoint)
  if (found?.properties.properties?.[KEY_PROPERTY] !== key) return
  const holdsWhatIsKept = onFailure === 'keepDeployment' && found.properties.provisioningState === 'Succeeded'
  if (!holdsWhatIsKept) await deleteEndpoint(workspace, endpoint)
}

/** Its log is shown first: afterwards it is gone. */
async function undoDeployment(
  workspace: Workspace,
  { endpoint, deployment, onFailure, key }: RolloutPlan,
): Promise<void> {
  const found = await findDeployment(workspace, endpoint, deployment)
  if (found?.properties.properties?.[KEY_PROPERTY] !== key) return
  await showLog(workspace, endpoint, deployment)
  if (onFailure === 'deleteDeployment') return deleteDeployment(workspace, endpoint, deployment)
  workspace.session.log.info(`Deployment ${deployment} was kept without traffic, as onFailure says.`)
}

async function showLog({ session, ...workspace }: Workspace, endpoint: string, name: string): Promise<void> {
  const { log } = session
  await log.group(`The log of deployment ${name}`, async () => {
    try {
      const text = await readDeploymentLog({ session, ...workspace }, endpoint, name, LOG_LINES)
      for (const line of text.trimEnd().split(/\r?\n/)) log.info(line)
      explainLog(text, log)
    } catch (error) {
      log.info(`There is none to show: ${messageOf(error)}`)
    }
  })
}
