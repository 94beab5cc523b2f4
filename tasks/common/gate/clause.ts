import type { ModelMetrics } from '../machinelearning/model/model-metrics.ts'
import type { Clause, GateRule, Policy } from './gate-rule.ts'

const words: Record<Policy, string> = { accept: 'yes', reject: 'no', fail: 'cannot tell' }

/** Compares `value` with `bound`; either is null where there is none. */
interface Comparison {
  readonly value?: number
  readonly bound?: number
  readonly baseline?: string
}

/** One line of the verdict: `roc_auc: {text}: yes`. */
export const clause = (
  { metric }: GateRule,
  outcome: Policy,
  text: string,
  { value, bound, baseline }: Comparison = {},
): Clause => ({
  metric,
  outcome,
  text: `${metric}: ${text}: ${words[outcome]}`,
  value: value ?? null,
  bound: bound ?? null,
  baseline: baseline ?? null,
})

/** The finite number of a metric, or a clause that says why there is none. */
export function numberOf({ model, metrics, absence }: ModelMetrics, metric: string): number | string {
  const value = Object.hasOwn(metrics, metric) ? metrics[metric] : undefined
  if (value !== undefined) return Number.isFinite(value) ? value : `that of ${model} is ${value}`
  return `${model} has no such metric${absence === undefined ? '' : `, since ${absence}`}`
}
