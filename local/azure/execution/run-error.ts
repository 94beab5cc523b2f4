import type { RunError } from '../run-history/run-document.ts'

/** Ends a job with what run history then shows. */
export class JobFailure extends Error {
  override name = 'JobFailure'
  readonly code: RunError['code']
  /** The service cancels a job that exceeds its limit, it does not fail it. */
  readonly timedOut: boolean

  constructor(message: string, code: RunError['code'] = 'UserError', timedOut = false) {
    super(message)
    this.code = code
    this.timedOut = timedOut
  }
}
