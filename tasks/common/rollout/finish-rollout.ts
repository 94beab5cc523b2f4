import { openSession, type AzureSession } from '../azure/session.ts'
import { messageOf, TaskError } from '../errors.ts'
import type { Host } from '../host/host.ts'
import { openWorkspace } from '../machinelearning/workspace/open-workspace.ts'
import { commandsToSettle } from './by-hand.ts'
import { NotRestoredError } from './go-back.ts'
import { LockLostError, type EndpointLock } from './lock/endpoint-lock.ts'
import { holderOf, type Holder } from './lock/record.ts'
import { held, tryToTake } from './lock/take-endpoint.ts'
import { recallRollout, type RolloutMemory } from './memory.ts'
import { settleRollout } from './settle.ts'

/** After a cancelled or killed step: puts back what it began, or finishes what could no longer go back. */
export async function finishRollout(host: Host): Promise<void> {
  const memory = recallRollout(host)
  if (!memory) return
  const session = openSession(host, memory.azureSubscription)
  try {
    await finish(session, memory, { ...holderOf(host.variables), key: memory.plan.key })
  } catch (error) {
    if (error instanceof NotRestoredError || error instanceof LockLostError) throw error
    throw notFinished(session, memory, error)
  }
}

async function finish(session: AzureSession, memory: RolloutMemory, holder: Holder): Promise<void> {
  const { endpoint } = memory.plan
  const { resourceGroup, workspaceName: name } = memory
  const workspace = await openWorkspace(session, { resourceGroup, name })
  const tried = await tryToTake(workspace, endpoint, holder)
  if ('other' in tried) {
    session.log.info(takenOver(tried.other, endpoint))
    return
  }
  const { lock } = tried
  try {
    const other = settledBy(lock, holder)
    if (other === undefined) await settleRollout(held(workspace, lock), memory)
    else session.log.info(takenOver(other, endpoint))
  } finally {
    await lock.release()
  }
}

/** Who has settled what this step left; undefined where nobody has, also where somebody only took the endpoint to do so. */
function settledBy({ found }: EndpointLock, { key }: Holder): string | undefined {
  if (!found || found.holder.key === key || found.unfinished?.plan.key === key) return undefined
  return found.holder.title
}

/** Who comes after a lost run settles what it left, so there is nothing to do here, and much to spoil. */
const takenOver = (who: string, endpoint: string): string =>
  `${who} has taken endpoint ${endpoint} over and settled what this step left there.`

function notFinished(session: AzureSession, memory: RolloutMemory, error: unknown): TaskError {
  const { resourceGroup, workspaceName: name, plan } = memory
  const { subscriptionId } = session.connection
  const commands = commandsToSettle({ resourceGroup, name, subscriptionId }, memory)
  return new TaskError(`The roll-out to endpoint ${plan.endpoint} could not be brought to its end.`, {
    cause: messageOf(error),
    remedy: ['The next run of this stage does it. Or finish by hand:', ...commands].join('\n'),
    error,
  })
}
