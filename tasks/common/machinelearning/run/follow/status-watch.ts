import { readableSeconds } from '../../duration.ts'
import type { RunDetails } from '../history/run-history.ts'
import { clusterNow } from './cluster-now.ts'
import { unclear } from './states.ts'
import type { Transcript } from './transcript.ts'

const HEARTBEAT = 60_000

/** Prints each change of a job's state, and a heartbeat when nothing else is printed. */
export class StatusWatch {
  readonly #transcript: Transcript
  readonly #now: () => number
  #status = ''
  #since = 0

  constructor(transcript: Transcript, now: () => number) {
    this.#transcript = transcript
    this.#now = now
  }

  see({ runId, status }: Pick<RunDetails, 'runId' | 'status'>): void {
    if (status === this.#status) return
    this.#status = status
    this.#since = this.#now()
    this.#transcript.section(`Job ${runId}: ${status}`)
    const remark = unclear(status)
    if (remark) this.#transcript.warn(`Job ${runId} is ${status}. ${remark}`)
  }

  /** `remarks` are sentences that say more; they are asked for only where something is printed. */
  async beat(details: RunDetails, remarks: () => Promise<readonly string[]>): Promise<void> {
    if (this.#transcript.silence < HEARTBEAT) return
    const since = readableSeconds((this.#now() - this.#since) / 1000)
    const cluster = clusterNow(details) ?? ''
    this.#transcript.say(
      [`Job ${details.runId} is ${details.status} since ${since}.`, cluster, ...(await remarks())]
        .filter(text => text !== '')
        .join(' '),
    )
  }
}
