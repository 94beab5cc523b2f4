import type { ModelMetrics } from '../machinelearning/model/model-metrics.ts'

export type Goal = 'maximize' | 'minimize'

/** What to do where a number is not there to compare. */
export type Policy = 'accept' | 'reject' | 'fail'

/** How much better than the baseline the candidate must be; negative tolerates a worse one. */
export interface Margin {
  readonly amount: number
  /** True: `amount` is a percentage of the baseline's absolute value. */
  readonly isPercent: boolean
}

/** Which model the candidate is compared with, before anyone looks. */
export type BaselineChoice =
  | { readonly from: 'none' }
  | { readonly from: 'deployed'; readonly endpointName: string }
  | {
      readonly from: 'version'
      /** A version, `latest`, `tag:key=value`, `tag:key` or `stage:name`. */
      readonly version: string
    }
  | {
      readonly from: 'best'
      /** How many of the newest versions beside the candidate's own are looked at. */
      readonly count: number
    }

/** One metric and what is demanded of it. */
export interface GateRule {
  readonly metric: string
  readonly goal: Goal
  readonly baseline: BaselineChoice
  /** An absolute bound, which is enough to reach. */
  readonly threshold: number | undefined
  readonly margin: Margin
  /** The candidate has no such metric, or it is no finite number. */
  readonly missingMetric: Policy
  /** There is nothing to compare with yet. */
  readonly missingBaseline: Policy
  /** There is something to compare with, but its number is not to be had. */
  readonly unreadableBaseline: Policy
}

/** What the candidate is compared with. */
export type Baseline =
  /** Nobody asked for one. */
  | { readonly kind: 'none' }
  /** There is none yet; `why` is a clause, as `nothing is deployed behind chd`. */
  | { readonly kind: 'missing'; readonly why: string }
  /** There is one, but which model it is cannot be told. */
  | { readonly kind: 'unreadable'; readonly why: string }
  /** One model or more, the newest first; the candidate must beat the best of them. */
  | { readonly kind: 'known'; readonly models: readonly ModelMetrics[] }

/** One condition with its numbers, and how it came out. */
export interface Clause {
  readonly metric: string
  readonly outcome: Policy
  /** A sentence with every number in it. */
  readonly text: string
  readonly value: number | null
  /** What `value` had to reach or to surpass. */
  readonly bound: number | null
  /** `name:version` of what was compared with. */
  readonly baseline: string | null
}

/** `failed`: a number is missing without which nobody can tell. */
export type Verdict = 'accepted' | 'rejected' | 'failed'

export interface Judgement {
  readonly verdict: Verdict
  readonly clauses: readonly Clause[]
}
