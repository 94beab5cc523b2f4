import type { Check } from '../../common/scoring/check-expectations.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import type { Examined } from './examine.ts'

/** What all requests together showed. */
export class Tally {
  readonly first: ScoringAnswer
  /** Times of the answers that count: the first warms the service up, and counts only when it is alone. */
  readonly milliseconds: number[] = []
  /** What was looked at, with its first failure and how often it failed. */
  readonly checks = new Map<string, { failures: number; firstFailure: string | undefined }>()
  /** How often each HTTP status was answered, and the first answer with it. */
  readonly statuses = new Map<number, { readonly count: number; readonly first: ScoringAnswer }>()
  requests = 0
  /** Requests without an answer, or whose answer failed a check. */
  failed = 0
  unanswered = 0
  /** The first answer that failed a check. */
  worst: ScoringAnswer | undefined
  /** The lowest of all answers. */
  accuracy: number | undefined
  /** From the second request to the last answer. */
  loadMilliseconds = 0

  constructor(first: ScoringAnswer) {
    this.first = first
  }

  add(answer: ScoringAnswer, { checks, accuracy }: Examined): void {
    for (const check of checks) this.#addCheck(check)
    const isBad = checks.some(({ failure }) => failure !== undefined)
    this.requests += 1
    this.failed += isBad ? 1 : 0
    if (isBad) this.worst ??= answer
    const { count, first } = this.statuses.get(answer.status) ?? { count: 0, first: answer }
    this.statuses.set(answer.status, { count: count + 1, first })
    if (accuracy !== undefined) this.accuracy = Math.min(accuracy, this.accuracy ?? 1)
  }

  addUnanswered(): void {
    this.requests += 1
    this.failed += 1
    this.unanswered += 1
  }

  #addCheck({ title, failure }: Check): void {
    const seen = this.checks.get(title) ?? { failures: 0, firstFailure: undefined }
    const failures = seen.failures + (failure === undefined ? 0 : 1)
    this.checks.set(title, { failures, firstFailure: seen.firstFailure ?? failure })
  }
}
