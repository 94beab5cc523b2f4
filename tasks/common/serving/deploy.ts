import { openSession } from '../azure/session.ts'
import type { Host } from '../host/host.ts'
import { succeeded, type Outcome } from '../host/task.ts'
import { stepKey } from '../machinelearning/job/job-identity.ts'
import { openWorkspace } from '../machinelearning/workspace/open-workspace.ts'
import { PersistedJournal } from '../rollout/memory.ts'
import { rollOut } from '../rollout/roll-out.ts'
import { deploymentWork } from './deployment-work.ts'
import { lookAtContent } from './look-at-content.ts'
import { planDeployment } from './plan-deployment.ts'
import { printPlan } from './print-plan.ts'
import { notDeployed, publishService } from './publish-service.ts'
import { readRelease } from './release.ts'
import { settleModel } from './settle-model.ts'
import type { ServingInputs } from './serving-inputs.ts'
import type { ServingTarget } from './serving-target.ts'

/** Brings a release into service on an online endpoint of any kind, without a gap and with a way back. */
export async function deploy(inputs: ServingInputs, host: Host, target: ServingTarget): Promise<Outcome> {
  const built = await readRelease(inputs, host.variables)
  if (!built) return notDeployed(host)
  const { azureSubscription, resourceGroup, workspaceName } = inputs
  const workspace = await openWorkspace(openSession(host, azureSubscription), {
    resourceGroup,
    name: workspaceName,
  })
  const release = await settleModel(workspace, built)
  const content = await lookAtContent(workspace, inputs, target.asked, release)
  const planned = await target.plan(workspace)
  const plan = await planDeployment(workspace, inputs, target, stepKey(host.variables))
  printPlan(host.log, [...content, ...planned.lines], plan)
  if (!inputs.probe) host.log.warning('No requestFile: the new deployment gets traffic without a smoke test.')
  if (inputs.validateOnly) return validated(host)
  const place = { compute: await planned.prepare(), deployment: plan.deployment }
  const work = deploymentWork(workspace, inputs, target.asked, release, place, host)
  const journal = new PersistedJournal(host, { azureSubscription, resourceGroup, workspaceName, plan })
  const service = await rollOut(workspace, work, journal, host)
  return publishService(service, plan, inputs, release, host)
}

function validated(host: Host): Outcome {
  host.outputs.set('deployed', 'false')
  return succeeded('The deployment is valid; nothing was written.')
}
