import { openSession } from '../azure/session.ts'
import type { Host } from '../host/host.ts'
import { openWorkspace } from '../machinelearning/workspace/open-workspace.ts'
import { holderOf } from './lock/record.ts'
import { held, tryToTake } from './lock/take-endpoint.ts'
import { recallRollout } from './memory.ts'
import { settleRollout } from './settle.ts'

/** After a cancelled or killed step: puts back what it began, or finishes what could no longer go back. */
export async function finishRollout(host: Host): Promise<void> {
  const memory = recallRollout(host)
  if (!memory) return
  const { endpoint, key } = memory.plan
  const workspace = await openWorkspace(openSession(host, memory.azureSubscription), {
    resourceGroup: memory.resourceGroup,
    name: memory.workspaceName,
  })
  const holder = { ...holderOf(host.variables), key }
  const tried = await tryToTake(workspace, endpoint, holder)
  if ('other' in tried) {
    host.log.info(takenOver(tried.other, endpoint))
    return
  }
  const { lock } = tried
  try {
    const last = lock.found?.holder ?? holder
    if (last.key === holder.key) await settleRollout(held(workspace, lock), memory)
    else host.log.info(takenOver(last.title, endpoint))
  } finally {
    await lock.release()
  }
}

/** Who comes after a lost run settles what it left, so there is nothing to do here, and much to spoil. */
const takenOver = (who: string, endpoint: string): string =>
  `${who} has taken endpoint ${endpoint} over and settled what this step left there.`
