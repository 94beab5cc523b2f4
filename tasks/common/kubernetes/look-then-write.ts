import { isBusy } from '../azure/is-busy.ts'
import type { AzureSession } from '../azure/session.ts'
import { TaskError } from '../errors.ts'
import type { Deadline } from '../machinelearning/compute/deadline.ts'

/** What a look at a resource leads to: it is as it should be, or this is to be written. */
export type Turn<T> = { readonly done: T } | { readonly write: () => Promise<void> }

export interface Written {
  /** A noun phrase, as `AKS cluster aks-chd`. */
  readonly what: string
  readonly deadline: Deadline
}

const WRITES = 6
const PAUSE = 10_000
const HEARTBEAT = 60_000

/**
 * Looks, writes what is missing, and looks again until nothing is. That makes it safe to begin anywhere: after a lost
 * agent, and beside another run that writes the same resource, whose end is waited for as long as the deadline allows.
 */
export async function lookThenWrite<T>(
  session: AzureSession,
  { what, deadline }: Written,
  look: () => Promise<Turn<T>>,
): Promise<T> {
  let toldAt = -Infinity
  for (let accepted = 0; ;) {
    const turn = await look()
    if ('done' in turn) return turn.done
    if (accepted === WRITES) throw neverAsAsked(what)
    try {
      await turn.write()
      accepted += 1
    } catch (error) {
      const now = session.clock.now()
      if (!isBusy(error) || now > deadline.end) throw error
      if (now - toldAt >= HEARTBEAT) {
        session.log.info(`Somebody else is writing ${what} at this moment; waiting for that.`)
        toldAt = now
      }
      await session.clock.sleep(PAUSE, session.signal)
    }
  }
}

const neverAsAsked = (what: string): TaskError =>
  new TaskError(`${what} is not as asked, although Azure accepted ${WRITES} writes.`, {
    cause: 'Somebody, or a policy, changes it back each time.',
    remedy: 'Look at its activity log in the Azure portal.',
  })
