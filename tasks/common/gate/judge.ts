import type { Baseline, Candidate, Clause, GateRule, Judgement, Policy } from './gate-rule.ts'
import { boundOf, isBetter, marginText } from './margin.ts'

/** Whether the candidate may be released: yes, where every clause of every rule says so. Pure. */
export function judge(rules: readonly GateRule[], candidate: Candidate, baseline: Baseline): Judgement {
  const clauses = rules.flatMap(rule => clausesOf(rule, candidate, baseline))
  return { verdict: verdictOf(clauses), clauses }
}

function verdictOf(clauses: readonly Clause[]): Judgement['verdict'] {
  if (clauses.some(({ outcome }) => outcome === 'fail')) return 'failed'
  return clauses.some(({ outcome }) => outcome === 'reject') ? 'rejected' : 'accepted'
}

function clausesOf(rule: GateRule, candidate: Candidate, baseline: Baseline): Clause[] {
  const value = candidate.metrics[rule.metric]
  if (value === undefined || !Number.isFinite(value)) return [missingMetric(rule, candidate, value)]
  const clauses = [...thresholdClause(rule, value), ...baselineClause(rule, value, baseline)]
  if (clauses.length > 0) return clauses
  return [clause(rule, 'accept', 'nothing is demanded of it, neither a threshold nor a baseline', value)]
}

function missingMetric(rule: GateRule, { model }: Candidate, value: number | undefined): Clause {
  const what = value === undefined ? `${model} has no such metric` : `that of ${model} is ${value}`
  return clause(rule, rule.missingMetric, `${what} (gateMissingMetric: ${rule.missingMetric})`, null)
}

function thresholdClause(rule: GateRule, value: number): Clause[] {
  const { threshold, goal } = rule
  if (threshold === undefined) return []
  const reaches = goal === 'maximize' ? value >= threshold : value <= threshold
  const sign = goal === 'maximize' ? (reaches ? '>=' : '<') : reaches ? '<=' : '>'
  const shown = shownTogether(value, threshold)
  const text = `${shown(value)} ${sign} threshold ${shown(threshold)}`
  return [clause(rule, reaches ? 'accept' : 'reject', text, value, threshold)]
}

function baselineClause(rule: GateRule, value: number, baseline: Baseline): Clause[] {
  if (baseline.kind === 'none') return []
  if (baseline.kind === 'missing') return [byPolicy(rule, 'missingBaseline', baseline.why, value)]
  if (baseline.kind === 'unreadable') return [byPolicy(rule, 'unreadableBaseline', baseline.why, value)]
  const old = baseline.metrics[rule.metric]
  if (old === undefined || !Number.isFinite(old)) {
    const why =
      old === undefined ? `${baseline.model} has no such metric` : `that of ${baseline.model} is ${old}`
    return [byPolicy(rule, 'unreadableBaseline', why, value)]
  }
  return [comparison(rule, value, old, baseline.model)]
}

function comparison(rule: GateRule, value: number, old: number, model: string): Clause {
  const better = isBetter(rule, value, old)
  const needed = rule.goal === 'maximize' ? 'more than' : 'less than'
  const margin = marginText(rule.margin)
  const bound = withoutNoise(rule, boundOf(rule, old))
  const shown = shownTogether(value, old, bound)
  const text =
    `${shown(value)} is ${better ? '' : 'not '}${needed} ${shown(bound)} ` +
    `(${shown(old)} of ${model}${margin})${value === old && !better ? '; a tie is a no' : ''}`
  return clause(rule, better ? 'accept' : 'reject', text, value, bound)
}

const inputOf = {
  missingBaseline: 'gateMissingBaseline',
  unreadableBaseline: 'gateUnreadableBaseline',
} as const

function byPolicy(rule: GateRule, policy: keyof typeof inputOf, why: string, value: number): Clause {
  const text = `${shownTogether(value)(value)}, and nothing to compare with: ${why} (${inputOf[policy]}: ${rule[policy]})`
  return clause(rule, rule[policy], text, value)
}

const words: Record<Policy, string> = { accept: 'yes', reject: 'no', fail: 'cannot tell' }

const clause = (
  { metric }: GateRule,
  outcome: Policy,
  text: string,
  value: number | null,
  bound: number | null = null,
): Clause => ({ metric, outcome, text: `${metric}: ${text}: ${words[outcome]}`, value, bound })

/** A computed bound carries the noise of binary fractions: 0.7 + 0.1 is 0.7999999999999999. */
const withoutNoise = ({ margin }: GateRule, bound: number): number =>
  margin.amount === 0 ? bound : Number(bound.toPrecision(12))

/** Four digits are enough to read, where they are enough to tell the numbers apart. */
function shownTogether(...values: readonly number[]): (value: number) => string {
  const distinct = new Set(values).size
  const enough = [4, 5, 6, 8, 10, 12, 15].find(
    digits => new Set(values.map(value => written(value, digits))).size === distinct,
  )
  return value => written(value, enough ?? 17)
}

/** Digits after the point are dropped, never those before it. */
function written(value: number, digits: number): string {
  const whole = Math.trunc(Math.abs(value)).toFixed(0).length
  return String(Number(value.toPrecision(Math.min(17, Math.max(digits, whole)))))
}
