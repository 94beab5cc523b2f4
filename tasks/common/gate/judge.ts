import type { ModelMetrics } from '../machinelearning/model/model-metrics.ts'
import { clause, numberOf } from './clause.ts'
import { baselineClauses } from './compare-baseline.ts'
import type { Baseline, Clause, GateRule, Judgement } from './gate-rule.ts'
import { shownTogether } from './write-numbers.ts'

/** A rule, and what was found of the baseline that it asks for. */
export interface Question {
  readonly rule: GateRule
  readonly baseline: Baseline
}

/** Whether the candidate may be released: yes, where every clause of every rule says so. Pure. */
export function judge(questions: readonly Question[], candidate: ModelMetrics): Judgement {
  const clauses = questions.flatMap(question => clausesOf(question, candidate))
  return { verdict: verdictOf(clauses), clauses }
}

function verdictOf(clauses: readonly Clause[]): Judgement['verdict'] {
  if (clauses.some(({ outcome }) => outcome === 'fail')) return 'failed'
  return clauses.some(({ outcome }) => outcome === 'reject') ? 'rejected' : 'accepted'
}

function clausesOf({ rule, baseline }: Question, candidate: ModelMetrics): Clause[] {
  const value = numberOf(candidate, rule.metric)
  if (typeof value === 'string')
    return [clause(rule, rule.missingMetric, `${value} (gateMissingMetric: ${rule.missingMetric})`)]
  const clauses = [...thresholdClause(rule, value), ...baselineClauses(rule, value, baseline)]
  if (clauses.length > 0) return clauses
  return [clause(rule, 'accept', 'nothing is demanded of it, neither a threshold nor a baseline', { value })]
}

function thresholdClause(rule: GateRule, value: number): Clause[] {
  const { threshold, goal } = rule
  if (threshold === undefined) return []
  const reaches = goal === 'maximize' ? value >= threshold : value <= threshold
  const sign = goal === 'maximize' ? (reaches ? '>=' : '<') : reaches ? '<=' : '>'
  const shown = shownTogether(value, threshold)
  const text = `${shown(value)} ${sign} threshold ${shown(threshold)}`
  return [clause(rule, reaches ? 'accept' : 'reject', text, { value, bound: threshold })]
}
