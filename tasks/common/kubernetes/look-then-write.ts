import { asAzureError } from '../azure/attempt.ts'
import type { AzureSession } from '../azure/session.ts'
import { TaskError } from '../errors.ts'

/** What a look at a resource leads to: it is as it should be, or this is to be written. */
export type Turn<T> = { readonly done: T } | { readonly write: () => Promise<void> }

const WRITES = 6
const PAUSE = 5000

/**
 * Looks, writes what is missing, and looks again until nothing is. That makes it safe to begin anywhere: after a lost
 * agent, and beside another run that writes the same resource, whose end the next look waits for.
 *
 * @param what a noun phrase, as `AKS cluster aks-chd`
 */
export async function lookThenWrite<T>(
  session: AzureSession,
  what: string,
  look: () => Promise<Turn<T>>,
): Promise<T> {
  for (let writes = 1; ; writes++) {
    const turn = await look()
    if ('done' in turn) return turn.done
    if (writes > WRITES) throw neverAsAsked(what)
    try {
      await turn.write()
    } catch (error) {
      if (!isBusy(error) || writes === WRITES) throw error
      session.log.info(`Somebody else is writing ${what} at this moment; waiting for that.`)
      await session.clock.sleep(PAUSE, session.signal)
    }
  }
}

/** Azure refuses a write while another operation on the same resource goes on. */
const isBusy = (error: unknown): boolean =>
  error instanceof TaskError && asAzureError(error.cause)?.status === 409

const neverAsAsked = (what: string): TaskError =>
  new TaskError(`${what} is not as asked, although Azure accepted ${WRITES} writes.`, {
    cause: 'Somebody, or a policy, changes it back each time.',
    remedy: 'Look at its activity log in the Azure portal.',
  })
