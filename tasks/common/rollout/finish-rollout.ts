import { openSession } from '../azure/session.ts'
import type { Host } from '../host/host.ts'
import { readableTraffic } from '../machinelearning/endpoint/endpoint-resource.ts'
import { openWorkspace } from '../machinelearning/workspace/open-workspace.ts'
import { goBack } from './go-back.ts'
import { isCommitted, recallRollout } from './memory.ts'
import { removePrevious } from './steps.ts'
import { PREVIOUS } from './undo.ts'
import { CancelledError } from '../errors.ts'

/** After a cancelled or killed step: puts back what it began, or finishes what could no longer go back. */
export async function finishRollout(host: Host): Promise<void> {
  const memory = recallRollout(host)
  if (!memory) return
  const { plan, ended } = memory
  const workspace = await openWorkspace(openSession(host, memory.azureSubscription), {
    resourceGroup: memory.resourceGroup,
    name: memory.workspaceName,
  })
  if (isCommitted(memory)) {
    host.log.info(`Deployment ${plan.deployment} serves all the traffic of endpoint ${plan.endpoint}.`)
    if (plan.removesPrevious && !ended.includes(PREVIOUS)) await removePrevious(workspace, plan)
    return
  }
  const interrupted = new CancelledError(`The roll-out to endpoint ${plan.endpoint}`)
  const end = await goBack(workspace, memory, interrupted)
  if (end !== interrupted) throw end
  host.log.info(`Endpoint ${plan.endpoint} is as before the roll-out: ${readableTraffic(plan.before)}.`)
}
