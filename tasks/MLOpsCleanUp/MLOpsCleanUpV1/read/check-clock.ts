import { attempt } from '../../../common/azure/attempt.ts'
import { resourceUrl } from '../../../common/azure/resource-manager.ts'
import { TaskError } from '../../../common/errors.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'

const HOUR = 3_600_000

/** Refuses to go on where the clock of this agent is ahead of Azure's: by such a clock all things are old. */
export async function checkClock({ session, id, name }: Workspace): Promise<void> {
  const url = resourceUrl(session, id)
  const answer = await attempt(`Reading workspace ${name}`, () =>
    session.door.send('ResourceManager', { method: 'GET', url }),
  )
  const ahead = session.clock.now() - Date.parse(answer.header('date') ?? '')
  if (!(ahead > HOUR)) return // behind, in step, or Azure told no time
  throw new TaskError(`The clock of this agent is ${Math.round(ahead / HOUR)} hours ahead of Azure's.`, {
    cause:
      'The agent does not get its time from the network; by its clock, what is in use would count as old.',
    remedy: 'Set the clock of the agent, then run again. Nothing was deleted.',
  })
}
