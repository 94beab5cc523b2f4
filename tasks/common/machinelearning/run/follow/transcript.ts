import type { Clock } from '../../../clock.ts'
import type { Log } from '../../../host/host.ts'

/**
 * What following jobs writes to the pipeline's log. Lines of one source that come together make one collapsible group;
 * states and remarks stand outside of groups. Several jobs share one, for groups of an agent do not nest.
 */
export class Transcript {
  readonly #log: Log
  readonly #clock: Clock
  #group = ''
  #printedAt: number

  constructor({ log, clock }: { readonly log: Log; readonly clock: Clock }) {
    this.#log = log
    this.#clock = clock
    this.#printedAt = clock.now()
  }

  /** Milliseconds since anything was written. */
  get silence(): number {
    return this.#clock.now() - this.#printedAt
  }

  /** Lines of a log, each after `prefix`; in a group unless the source has no name. */
  lines(source: string, prefix: string, lines: readonly string[]): void {
    this.#enter(source)
    for (const line of lines) this.#log.info(prefix + line)
  }

  section(title: string): void {
    this.#enter('')
    this.#log.section(title)
  }

  say(message: string): void {
    this.#enter('')
    this.#log.info(message)
  }

  warn(message: string): void {
    this.#enter('')
    this.#log.warning(message)
  }

  /** Ends the group that is open. */
  close(): void {
    this.#enter('')
  }

  #enter(group: string): void {
    this.#printedAt = this.#clock.now()
    if (group === this.#group) return
    if (this.#group !== '') this.#log.closeGroup()
    if (group !== '') this.#log.openGroup(group)
    this.#group = group
  }
}
