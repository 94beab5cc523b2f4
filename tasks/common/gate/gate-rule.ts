export type Goal = 'maximize' | 'minimize'

/** What to do where a number is not there to compare. */
export type Policy = 'accept' | 'reject' | 'fail'

/** How much better than the baseline the candidate must be; negative tolerates a worse one. */
export interface Margin {
  readonly amount: number
  /** True: `amount` is a percentage of the baseline's absolute value. */
  readonly isPercent: boolean
}

/** One metric and what is demanded of it. */
export interface GateRule {
  readonly metric: string
  readonly goal: Goal
  /** An absolute bound, which is enough to reach. */
  readonly threshold: number | undefined
  readonly margin: Margin
  readonly missingMetric: Policy
  readonly missingBaseline: Policy
  readonly unreadableBaseline: Policy
}

/** The model that is to be released. */
export interface Candidate {
  /** `name:version`. */
  readonly model: string
  readonly metrics: Readonly<Record<string, number>>
}

/** What the candidate is compared with. */
export type Baseline =
  /** Nobody asked for one. */
  | { readonly kind: 'none' }
  /** There is none yet; `why` is a clause, as `nothing is deployed behind chd`. */
  | { readonly kind: 'missing'; readonly why: string }
  /** There is one, but its metrics cannot be read. */
  | { readonly kind: 'unreadable'; readonly why: string }
  | {
      readonly kind: 'known'
      readonly model: string
      readonly metrics: Readonly<Record<string, number>>
    }

/** One condition with its numbers, and how it came out. */
export interface Clause {
  readonly metric: string
  readonly outcome: Policy
  /** A sentence with every number in it. */
  readonly text: string
  readonly value: number | null
  /** What `value` had to reach or to surpass. */
  readonly bound: number | null
}

export type Verdict = 'accepted' | 'rejected' | 'failed'

export interface Judgement {
  readonly verdict: Verdict
  readonly clauses: readonly Clause[]
}
