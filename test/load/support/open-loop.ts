import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { until } from '../../contract/azure/until.ts'
import type { Exchange, Load, Report } from './exchange.ts'
import { monotonic } from './monotonic.ts'

const CLIENT = fileURLToPath(new URL('./load-client.ts', import.meta.url))
const LONGEST_ANSWER = 60_000

/** Scores by the clock from a process of its own until it is told to stop. */
export class OpenLoop {
  readonly #client: ChildProcess
  readonly #ended: Exchange[] = []
  #openSince = 0

  constructor(load: Load) {
    this.#client = fork(CLIENT, { execArgv: ['--import=tsx'] })
    this.#client.on('message', ({ ended, openSince }: Report) => {
      this.#ended.push(...ended)
      this.#openSince = openSince
    })
    this.#client.send(load)
  }

  /** Resolves when it sends. */
  async started(): Promise<void> {
    await until('the open loop sends', () => this.#openSince > 0)
  }

  /** All that were due between two times; waits until they have ended. */
  async between(from: number, to = monotonic()): Promise<Exchange[]> {
    await until('every request has been answered', () => this.#openSince > to, LONGEST_ANSWER)
    return this.#ended.filter(({ due }) => due >= from && due <= to)
  }

  async stop(): Promise<Exchange[]> {
    const gone = once(this.#client, 'exit')
    this.#client.send('stop')
    await gone
    return this.#ended
  }
}
