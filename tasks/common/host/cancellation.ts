import { setMaxListeners } from 'node:events'
import { messageOf } from '../errors.ts'
import type { Compensation, Disposer, Log } from './host.ts'

/** The agent sends SIGINT, waits 7.5 s, sends SIGTERM, waits 2.5 s and kills (ProcessInvoker of the agent). */
const BUDGET_IN_MILLISECONDS = 6500

/** What must still happen when the pipeline is cancelled. Compensations run side by side: the time is short. */
export class Cancellation {
  readonly #controller = new AbortController()
  readonly #compensations = new Set<Compensation>()

  constructor() {
    setMaxListeners(0, this.#controller.signal) // every request under way listens
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  register(compensation: Compensation): Disposer {
    this.#compensations.add(compensation)
    return () => this.#compensations.delete(compensation)
  }

  /** Aborts the work and runs the compensations, for at most the agent's patience. Never rejects. */
  async cancel(log: Log, milliseconds = BUDGET_IN_MILLISECONDS): Promise<void> {
    const budget = AbortSignal.timeout(milliseconds)
    const pending = [...this.#compensations].map(compensation => attempt(compensation, budget, log))
    this.#controller.abort()
    await Promise.race([
      Promise.all(pending),
      new Promise(resolve => budget.addEventListener('abort', resolve)),
    ])
  }
}

async function attempt(compensation: Compensation, budget: AbortSignal, log: Log): Promise<void> {
  log.info(`The pipeline was cancelled: I ${compensation.what}.`)
  try {
    await compensation.run(budget)
  } catch (error) {
    log.warning(
      `Could not ${compensation.what}: ${messageOf(error)} The post-job part of this step tries again.`,
    )
  }
}
