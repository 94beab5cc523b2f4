import type { ProbeResult } from './probe-result.ts'

/** What a judge must know of the requests so far. */
export interface Tally {
  readonly requests: number
  /** Answers of the new deployment that say something of it: right ones and wrong ones. */
  readonly answered: number
  readonly wrong: number
  /** Answers of the new deployment, right ones, that took longer than allowed. */
  readonly slow: number
  readonly unclear: number
  /** Wrong answers of another deployment, or of nobody who gave a name. */
  readonly wrongOfOthers: number
  /** Milliseconds of each right answer of the new deployment. */
  readonly latencies: readonly number[]
  readonly lastWrong: ProbeResult | undefined
  /** What was unclear last, or wrong with the answer of another. */
  readonly lastTrouble: ProbeResult | undefined
}

/** Counts requests, one after the other. */
export class Counter implements Tally {
  requests = 0
  answered = 0
  wrong = 0
  slow = 0
  unclear = 0
  wrongOfOthers = 0
  readonly latencies: number[] = []
  lastWrong: ProbeResult | undefined
  lastTrouble: ProbeResult | undefined
  readonly #slowest: number

  /** @param slowest milliseconds that an answer may take */
  constructor(slowest = Number.POSITIVE_INFINITY) {
    this.#slowest = slowest
  }

  add(result: ProbeResult): void {
    this.requests += 1
    if (result.kind === 'unclear') {
      this.unclear += 1
      this.lastTrouble = result
    } else if (result.by === 'new') this.#addOwn(result)
    else if (result.kind === 'wrong') {
      this.wrongOfOthers += 1
      this.lastTrouble = result
    }
  }

  #addOwn(result: ProbeResult): void {
    this.answered += 1
    if (result.kind === 'wrong') {
      this.wrong += 1
      this.lastWrong = result
      return
    }
    this.latencies.push(result.milliseconds)
    if (result.milliseconds > this.#slowest) this.slow += 1
  }
}
