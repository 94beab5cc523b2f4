import type { FastifyRequest } from 'fastify'
import type { AzurePlugin, World } from '../../../local/azure/core/world.ts'
import { artifactPlace } from '../../../local/azure/machinelearning/common/uris.ts'
import { findRun } from '../../../local/azure/run-history/runs.ts'

/** Text of so many numbered lines, with characters of several bytes, so that reads cut some of them. */
export function numberedLines(from: number, count: number): string {
  return Array.from({ length: count }, (_, i) => `L${from + i} ${'ä€😀 '.repeat(8)}\n`).join('')
}

/**
 * A running job's log that gains a piece each time a task looks at the job, so many times: the pace of the log is that
 * of the polls, whatever machine it runs on. Goes before the services of local Azure.
 */
export class GrowingLog {
  polls = 0
  bytes = 0
  lines = 0
  readonly #linesAtOnce: number
  readonly #times: number
  #world: World | undefined
  readonly full: Promise<void>
  #isFull: () => void = () => undefined

  readonly plugin: AzurePlugin = {
    name: 'growing log',
    register: (world, { dataPlane }) => {
      this.#world = world
      dataPlane.addHook('onRequest', async request => this.#grow(request))
    },
  }

  constructor(linesAtOnce: number, times: number) {
    this.#linesAtOnce = linesAtOnce
    this.#times = times
    this.full = new Promise(resolve => (this.#isFull = resolve))
  }

  async #grow({ url }: FastifyRequest): Promise<void> {
    const name = /\/runs\/([^/]+)\/details/.exec(url)?.[1]
    const run = name === undefined || !this.#world ? undefined : findRun(this.#world, name)
    if (!run || !this.#world || run.status !== 'Running' || this.polls >= this.#times) return
    const text = Buffer.from(numberedLines(this.lines, this.#linesAtOnce))
    const { container, path } = artifactPlace(this.#world, run.dataContainerId, 'user_logs/std_log.txt')
    await this.#world.blobs.append(container, path, text)
    this.polls++
    this.bytes += text.length
    this.lines += this.#linesAtOnce
    if (this.polls === this.#times) this.#isFull()
  }
}
