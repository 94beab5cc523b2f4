import type { World } from '../../../local/azure/core/world.ts'
import type { EndpointDocument } from '../../../local/azure/machinelearning/endpoint/endpoint-document.ts'
import { monotonic } from './monotonic.ts'

export type Shares = Readonly<Record<string, number>>

export interface Change {
  readonly at: number
  readonly shares: Shares
}

/** The traffic of an endpoint over time, as local Azure's router went by it. */
export class Weights {
  readonly #changes: Change[] = []
  #listener: ((shares: Shares) => void) | undefined

  constructor({ store }: Pick<World, 'store'>, endpoint: string) {
    store.watch(({ collection, value }) => {
      if (collection !== 'onlineEndpoints') return
      const { name, traffic } = (value ?? {}) as Partial<EndpointDocument>
      if (name === endpoint) this.#see(served(traffic ?? {}))
    })
  }

  /** Told of each change before the router knows it. */
  onChange(listener: ((shares: Shares) => void) | undefined): void {
    this.#listener = listener
  }

  now(): Shares {
    return this.#changes.at(-1)?.shares ?? {}
  }

  /** The largest share that a deployment had at any moment of this time. */
  largest(deployment: string, from: number, to: number): number {
    const shares = this.#during(from, to).map(change => change.shares[deployment] ?? 0)
    return Math.max(0, ...shares)
  }

  /** When the deployment first got a share after this time, and when it next had none. */
  span(deployment: string, from: number): { began: number; ended: number } | undefined {
    const later = this.#changes.filter(({ at }) => at >= from)
    const began = later.find(({ shares }) => (shares[deployment] ?? 0) > 0)
    if (!began) return undefined
    const ended = later.find(({ at, shares }) => at > began.at && (shares[deployment] ?? 0) === 0)
    return { began: began.at, ended: ended?.at ?? Infinity }
  }

  changesSince(from: number): readonly Change[] {
    return this.#changes.filter(({ at }) => at >= from)
  }

  #see(shares: Shares): void {
    if (JSON.stringify(shares) === JSON.stringify(this.now())) return
    this.#changes.push({ at: monotonic(), shares })
    this.#listener?.(shares)
  }

  /** What was in force at the beginning of a time, and every change until its end. */
  #during(from: number, to: number): Change[] {
    const atFirst = this.#changes.findLast(({ at }) => at <= from)
    const later = this.#changes.filter(({ at }) => at > from && at <= to)
    return atFirst ? [atFirst, ...later] : later
  }
}

const served = (traffic: Shares): Shares =>
  Object.fromEntries(
    Object.entries(traffic)
      .filter(([, share]) => share > 0)
      .sort(([one], [other]) => one.localeCompare(other)),
  )
