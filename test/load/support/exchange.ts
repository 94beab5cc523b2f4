/** One scoring request as its client saw it. Times are `monotonic()`. */
export interface Exchange {
  /** Which of the load's requests it was. */
  readonly request: number
  /** When the schedule wanted it sent. */
  readonly due: number
  readonly sent: number
  readonly answered: number
  /** Undefined where no answer came. */
  readonly status: number | undefined
  /** Who answered, as the router says. */
  readonly deployment: string | undefined
  /** The answer's body, or why there is none. */
  readonly text: string
}

export interface ScoringRequest {
  readonly url: string
  readonly key: string
  /** JSON text. */
  readonly body: string
}

/** What the open loop sends: the requests in turn, again and again. */
export interface Load {
  readonly requests: readonly ScoringRequest[]
  readonly perSecond: number
}

/** What the sending process tells: exchanges that ended, and the due time of the oldest one that has not. */
export interface Report {
  readonly ended: readonly Exchange[]
  readonly openSince: number
}
