import { clause, numberOf } from './clause.ts'
import type { Baseline, Clause, GateRule } from './gate-rule.ts'
import { boundOf, isBetter, marginText } from './margin.ts'
import { shownTogether } from './write-numbers.ts'

/** What the comparison with the baseline comes to: a clause for the best of it, and one for each number it lacks. */
export function baselineClauses(rule: GateRule, value: number, baseline: Baseline): Clause[] {
  if (baseline.kind === 'none') return []
  if (baseline.kind === 'missing') return [byPolicy(rule, 'missingBaseline', baseline.why, value)]
  if (baseline.kind === 'unreadable') return [byPolicy(rule, 'unreadableBaseline', baseline.why, value)]
  const numbers = baseline.models.map(model => ({ model: model.model, number: numberOf(model, rule.metric) }))
  const unreadable = numbers.flatMap(({ number, model }) =>
    typeof number === 'string' ? [byPolicy(rule, 'unreadableBaseline', number, value, model)] : [],
  )
  const readable = numbers.filter((one): one is Known => typeof one.number === 'number')
  return [...unreadable, ...comparison(rule, value, readable, numbers.length)]
}

interface Known {
  readonly model: string
  readonly number: number
}

function comparison(rule: GateRule, value: number, known: readonly Known[], of: number): Clause[] {
  const [first, ...others] = known
  if (!first) return []
  const { model, number } = others.reduce((best, one) => (surpasses(rule, one, best) ? one : best), first)
  const better = isBetter(rule, value, number)
  const bound = withoutNoise(rule, boundOf(rule, number))
  const shown = shownTogether(value, number, bound)
  const source = `${shown(number)} of ${model}${of > 1 ? `, the best of ${known.length}` : ''}`
  const text =
    `${shown(value)} is ${better ? '' : 'not '}${rule.goal === 'maximize' ? 'more' : 'less'} than ${shown(bound)} ` +
    `(${source}${marginText(rule.margin)})${value === number && !better ? '; a tie is a no' : ''}`
  return [clause(rule, better ? 'accept' : 'reject', text, { value, bound, baseline: model })]
}

/** Of equals the newest stays. */
const surpasses = ({ goal }: GateRule, one: Known, best: Known): boolean =>
  goal === 'maximize' ? one.number > best.number : one.number < best.number

const inputOf = {
  missingBaseline: 'gateMissingBaseline',
  unreadableBaseline: 'gateUnreadableBaseline',
} as const

function byPolicy(
  rule: GateRule,
  policy: keyof typeof inputOf,
  why: string,
  value: number,
  baseline?: string,
): Clause {
  const shown = shownTogether(value)(value)
  const text = `${shown}, and nothing to compare with: ${why} (${inputOf[policy]}: ${rule[policy]})`
  return clause(rule, rule[policy], text, { value, ...(baseline !== undefined && { baseline }) })
}

/** A computed bound carries the noise of binary fractions: 0.7 + 0.1 is 0.7999999999999999. */
const withoutNoise = ({ margin }: GateRule, bound: number): number =>
  margin.amount === 0 ? bound : Number(bound.toPrecision(12))
