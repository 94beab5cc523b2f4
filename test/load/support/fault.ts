import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monotonic } from './monotonic.ts'
import type { Weights } from './weights.ts'

/** Breaks a deployment as soon as it has traffic, or some time after: by a file for whose presence its script looks. */
export class Fault {
  readonly file = join(mkdtempSync(join(tmpdir(), 'load-fault-')), 'broken')
  /** When the deployment began to err; NaN before. */
  began = Number.NaN
  readonly #weights: Weights
  #timer: NodeJS.Timeout | undefined

  constructor(weights: Weights, deployment: string, milliseconds = 0) {
    this.#weights = weights
    const strike = (): void => {
      writeFileSync(this.file, '')
      this.began = monotonic()
    }
    weights.onChange(shares => {
      if (shares[deployment] === undefined || this.#timer || this.began) return
      if (milliseconds === 0) strike()
      else this.#timer = setTimeout(strike, milliseconds)
    })
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#weights.onChange(undefined)
    rmSync(join(this.file, '..'), { recursive: true })
  }
}
