import type { Log } from '../../../host/host.ts'
import { isTerminal } from '../../job/jobs.ts'
import type { Part, PartKind } from './part.ts'

/**
 * How far a job with parts has come. Azure tells of a step when it is scheduled, so how many there will be is known from
 * the job's definition, or not at all; the bar never goes back.
 */
export class Progress {
  readonly #log: Log
  readonly #kind: PartKind
  readonly #expected: number
  #done = 0
  #percent = 0

  constructor(log: Log, kind: PartKind, expected = 0) {
    this.#log = log
    this.#kind = kind
    this.#expected = expected
  }

  see(parts: readonly Part[]): void {
    const top = parts.filter(({ path }) => !path.includes('/'))
    const done = top.filter(({ details }) => isTerminal(details.status)).length
    if (done <= this.#done) return
    this.#done = done
    const all = Math.max(this.#expected, top.length)
    this.#percent = Math.max(this.#percent, (100 * done) / all)
    this.#log.progress(this.#percent, `${done} of ${all} ${this.#kind}s are done`)
  }
}
