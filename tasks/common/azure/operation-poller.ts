import { CancelledError, TaskError } from '../errors.ts'
import { attempt } from './attempt.ts'
import { AzureError, readErrorBody } from './azure-error.ts'
import type { Answer } from './authenticated-door.ts'
import { retryAfter } from './retry.ts'
import type { AzureSession } from './session.ts'
import { requestIdIn } from './trace.ts'

export interface Operation {
  /** A noun phrase for the log, as `Compute cluster cpu-cluster`. */
  readonly what: string
  readonly deadlineInMinutes: number
  /** When the deadline is over, in milliseconds since the epoch, where it began before this operation did. */
  readonly end?: number
  /** Told each time that the operation's word changes. */
  onChange?(status: string): void
}

interface OperationStatus {
  readonly status?: string
  readonly error?: object | null
}

const HEARTBEAT = 60_000
const FIRST_WAIT = 1000
const LONGEST_WAIT = 10_000

/**
 * Follows a long-running operation of Azure Resource Manager to its end, by Azure-AsyncOperation where the answer
 * names it, else by Location. A word that is not terminal, known or not, means that the operation goes on. Prints a
 * line for each change and a heartbeat when nothing changes. Returns at once where the answer started no operation.
 */
export async function followOperation(
  session: AzureSession,
  first: Answer<unknown>,
  operation: Operation,
): Promise<void> {
  const statusUrl = first.header('azure-asyncoperation')
  const url = statusUrl ?? (first.status === 202 ? first.header('location') : undefined)
  if (!url) return
  const end = operation.end ?? session.clock.now() + operation.deadlineInMinutes * 60_000
  const watch = new Watch(session, operation)
  let last: Answer<unknown> = first
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
    if (session.clock.now() > end) throw tooLate(operation)
    const asked = retryAfter(last.header('retry-after'), session.clock.now())
    await session.clock.sleep(asked ?? wait, session.signal)
    const answer = await attempt(`Following the operation of ${operation.what}`, () =>
      session.door.send<OperationStatus | undefined>('ResourceManager', { method: 'GET', url }),
    )
    const status = statusUrl ? (answer.body?.status ?? 'Unknown') : wordOf(answer)
    watch.see(status)
    if (isEnd(status, operation, answer)) return
    last = answer
  }
}

/** By Location, the status code alone tells. */
const wordOf = ({ status }: Answer<unknown>): string => (status === 202 ? 'InProgress' : 'Succeeded')

/** True for success; throws for failure; false while the operation goes on. */
function isEnd(status: string, operation: Operation, answer: Answer<OperationStatus | undefined>): boolean {
  const word = status.toLowerCase()
  if (word === 'succeeded') return true
  if (word !== 'failed' && word !== 'canceled') return false
  const said = answer.body?.error
    ? readErrorBody(JSON.stringify(answer.body))
    : { code: status, message: 'Azure gave no reason.', codes: [] }
  const requestId = requestIdIn(name => answer.header(name))
  throw new TaskError(
    `${operation.what}: the operation ${word === 'failed' ? 'failed' : 'was cancelled'}. ${said.message}`,
    { error: new AzureError({ status: 200, ...said, requestId, call: 'The operation' }) },
  )
}

class Watch {
  readonly #session: AzureSession
  readonly #operation: Operation
  #last = ''
  #printedAt = 0

  constructor(session: AzureSession, operation: Operation) {
    this.#session = session
    this.#operation = operation
  }

  see(status: string): void {
    const now = this.#session.clock.now()
    if (status !== this.#last) this.#operation.onChange?.(status)
    if (status === this.#last && now - this.#printedAt < HEARTBEAT) return
    this.#session.log.info(`${this.#operation.what}: ${status}${status === this.#last ? ' (still)' : ''}`)
    this.#last = status
    this.#printedAt = now
  }
}

function tooLate({ what, deadlineInMinutes }: Operation): TaskError {
  return new TaskError(`${what} was not ready within ${deadlineInMinutes} minutes.`, {
    cause: 'Azure is slow today, or waits for capacity; the operation goes on there.',
    remedy: 'Run again later: the task then finds what it began. Or give it a longer timeout.',
  })
}

/** True for the errors that mean "stop", not "Azure said no". */
export const isCancelled = (error: unknown): boolean =>
  error instanceof CancelledError || (error instanceof Error && error.name === 'AbortError')
