import type { AzureSession } from '../../azure/session.ts'
import { TaskError } from '../../errors.ts'
import type { Deadline } from './deadline.ts'
import { isSettled } from '../endpoint/endpoint.ts'

const LOOK_AGAIN = 10_000
const HEARTBEAT = 60_000

export interface Watched<T> {
  /** A noun phrase for the log, as `AKS cluster aks-chd`. */
  readonly what: string
  readonly deadline: Deadline
  look(): Promise<T | undefined>
  stateOf(resource: T): string | undefined
}

/**
 * The resource once nothing goes on with it any more, whoever began it; undefined when there is none. Prints each new
 * state, and the same one every minute.
 */
export async function awaitSettled<T>(session: AzureSession, watched: Watched<T>): Promise<T | undefined> {
  let printed = { state: '', at: 0 }
  for (;;) {
    const resource = await watched.look()
    if (resource === undefined) return undefined
    const state = watched.stateOf(resource) ?? 'Unknown'
    if (isSettled(state)) return resource
    const now = session.clock.now()
    if (now > watched.deadline.end) throw tooLate(watched, state)
    if (state !== printed.state || now - printed.at >= HEARTBEAT) {
      session.log.info(
        `${watched.what}: ${state}${state === printed.state ? ' (still)' : '; waiting for its end'}`,
      )
      printed = { state, at: now }
    }
    await session.clock.sleep(LOOK_AGAIN, session.signal)
  }
}

const tooLate = ({ what, deadline }: Pick<Watched<unknown>, 'what' | 'deadline'>, state: string): TaskError =>
  new TaskError(`${what} is still ${state} after ${deadline.minutes} minutes.`, {
    cause: 'Azure is slow today, or waits for capacity; the operation goes on there.',
    remedy: 'Run again later: the task then finds what was begun. Or raise waitTimeoutInMinutes.',
  })
