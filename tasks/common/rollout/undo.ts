import { messageOf } from '../errors.ts'
import {
  deleteDeployment,
  findDeployment,
  readDeploymentLog,
} from '../machinelearning/deployment/deployment-resource.ts'
import {
  deleteEndpoint,
  findEndpoint,
  putTraffic,
  readableTraffic,
} from '../machinelearning/endpoint/endpoint-resource.ts'
import { KEY_PROPERTY } from '../machinelearning/job/job-identity.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import { explainLog } from '../serving-errors/explain-log.ts'
import type { HeldEndpoint } from './lock/take-endpoint.ts'
import { isLive, isOwnTraffic } from './own-traffic.ts'
import type { RolloutPlan } from './plan-rollout.ts'
import type { Undo } from './step.ts'
import { DEPLOYMENT, ENDPOINT, trafficStep, type Progress } from './step-names.ts'

const LOG_LINES = 200

/** How each step is undone, in the order of doing. All that it needs is in the plan. */
export function undosOf(held: HeldEndpoint, progress: Progress): Undo[] {
  const { plan } = progress
  const isNew = plan.endpointAction !== 'reuse'
  return [
    ...(isNew ? [{ name: ENDPOINT, undo: () => undoEndpoint(held, plan) }] : []),
    { name: DEPLOYMENT, undo: () => undoDeployment(held, plan) },
    ...plan.shares.map(share => ({
      name: trafficStep(share),
      undo: () => giveTrafficBack(held, progress),
    })),
  ]
}

/** Who served before serves again, unless somebody else has decided otherwise meanwhile. */
async function giveTrafficBack({ workspace, lock }: HeldEndpoint, progress: Progress): Promise<void> {
  const { endpoint: name, before } = progress.plan
  await putTraffic(workspace, name, before, async endpoint => {
    if (isOwnTraffic(progress, endpoint)) {
      await lock.hold()
      return true
    }
    const now = readableTraffic(endpoint.properties.traffic ?? {})
    workspace.session.log.warning(`The traffic of endpoint ${name} stays ${now}: somebody else chose it.`)
    return false
  })
}

/** An endpoint that this run made and that serves nothing only answers errors, so it goes, unless it holds what is kept. */
async function undoEndpoint(
  { workspace, lock }: HeldEndpoint,
  { endpoint, onFailure, key }: RolloutPlan,
): Promise<void> {
  const found = await findEndpoint(workspace, endpoint)
  if (found?.properties.properties?.[KEY_PROPERTY] !== key) return
  const holdsWhatIsKept = onFailure === 'keepDeployment' && found.properties.provisioningState === 'Succeeded'
  if (holdsWhatIsKept || Object.keys(found.properties.traffic ?? {}).length > 0) return
  await lock.hold()
  await deleteEndpoint(workspace, endpoint)
}

/** Its log is shown first: afterwards it is gone. */
async function undoDeployment({ workspace, lock }: HeldEndpoint, plan: RolloutPlan): Promise<void> {
  const { endpoint, deployment, onFailure, key } = plan
  const found = await findDeployment(workspace, endpoint, deployment)
  if (found?.properties.properties?.[KEY_PROPERTY] !== key) return
  await showLog(workspace, endpoint, deployment)
  const { log } = workspace.session
  if (onFailure === 'keepDeployment') {
    log.info(`Deployment ${deployment} was kept without traffic, as onFailure says.`)
  } else if (isLive(plan, await findEndpoint(workspace, endpoint))) {
    log.warning(`Deployment ${deployment} stays: it has traffic.`)
  } else {
    await lock.hold()
    await deleteDeployment(workspace, endpoint, deployment)
  }
}

async function showLog(workspace: Workspace, endpoint: string, name: string): Promise<void> {
  const { log } = workspace.session
  await log.group(`The log of deployment ${name}`, async () => {
    try {
      const text = await readDeploymentLog(workspace, endpoint, name, LOG_LINES)
      for (const line of text.trimEnd().split(/\r?\n/)) log.info(line)
      explainLog(text, log)
    } catch (error) {
      log.info(`There is none to show: ${messageOf(error)}`)
    }
  })
}
