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
  const text =
    `${shown(value)} is ${better ? '' : 'not '}${needed} ${shown(boundOf(rule, old))} ` +
    `(${shown(old)} of ${model}${margin})${value === old && !better ? '; a tie is a no' : ''}`
  return clause(rule, better ? 'accept' : 'reject', text, value, boundOf(rule, old))
}

const inputOf = {
  missingBaseline: 'gateMissingBaseline',
  unreadableBaseline: 'gateUnreadableBaseline',
} as const

function byPolicy(rule: GateRule, policy: keyof typeof inputOf, why: string, value: number): Clause {
  const text = `${shown(value)}, and nothing to compare with: ${why} (${inputOf[policy]}: ${rule[policy]})`
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

/** Twelve digits hide the noise of binary fractions and nothing else. */
const shown = (value: number): string => String(Number(value.toPrecision(12)))
