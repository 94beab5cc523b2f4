import type { GateRule, Margin } from './gate-rule.ts'

/** `0.01`, `-0.01`, `2%`, `-2 %` -> a margin; undefined for anything else. */
export function readMargin(text: string): Margin | undefined {
  const [, number, percent] = /^([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*(%?)$/i.exec(text.trim()) ?? []
  const amount = Number(number)
  return Number.isFinite(amount) ? { amount, isPercent: percent === '%' } : undefined
}

/** The value that the candidate must surpass. */
export function boundOf({ goal, margin }: Pick<GateRule, 'goal' | 'margin'>, baseline: number): number {
  const step = margin.isPercent ? (margin.amount / 100) * Math.abs(baseline) : margin.amount
  return goal === 'maximize' ? baseline + step : baseline - step
}

/**
 * Strictly better than the baseline by more than the margin. With a margin the bound is a computed number, so what lies
 * within rounding of it is a tie; without one the two numbers are compared as they are.
 */
export function isBetter(rule: Pick<GateRule, 'goal' | 'margin'>, value: number, baseline: number): boolean {
  const bound = boundOf(rule, baseline)
  const gain = rule.goal === 'maximize' ? value - bound : bound - value
  const rounding =
    Math.max(Math.abs(value), Math.abs(baseline), Math.abs(rule.margin.amount)) * 4 * Number.EPSILON
  return gain > (rule.margin.amount === 0 ? 0 : rounding)
}

/** A margin as the end of a sentence; empty where there is none. */
export function marginText({ amount, isPercent }: Margin): string {
  if (amount === 0) return ''
  const size = `${Math.abs(amount)}${isPercent ? ' %' : ''}`
  return amount > 0 ? `, better by ${size}` : `, worse by less than ${size}`
}
