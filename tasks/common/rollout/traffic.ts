import type { Traffic } from '../machinelearning/endpoint/endpoint.ts'

/**
 * The traffic in which `newcomer` has `percent` and those who served before share the rest as they did, in whole
 * percents that sum to 100. Where nobody served before, the newcomer has everything.
 */
export function shiftTraffic(before: Traffic, newcomer: string, percent: number): Record<string, number> {
  const others = Object.fromEntries(
    Object.entries(before).filter(([name, share]) => name !== newcomer && share > 0),
  )
  if (Object.keys(others).length === 0) return { [newcomer]: 100 }
  return { ...divide(100 - percent, others), [newcomer]: percent }
}

/** Whole percents that sum to `left`, in the proportion of `shares`. */
export function divide(left: number, shares: Traffic): Record<string, number> {
  const others = Object.entries(shares)
  const total = others.reduce((sum, [, share]) => sum + share, 0)
  const exact = others.map(([name, share]) => ({ name, share: (left * share) / total }))
  const divided = new Map(exact.map(({ name, share }) => [name, Math.floor(share)]))
  let missing = left - [...divided.values()].reduce((sum, share) => sum + share, 0)
  for (const { name } of exact.sort((a, b) => fraction(b.share) - fraction(a.share))) {
    if (missing-- <= 0) break
    divided.set(name, (divided.get(name) ?? 0) + 1)
  }
  return Object.fromEntries(divided)
}

const fraction = (value: number): number => value - Math.floor(value)

/** `10,50,100` -> the shares, or a sentence that says what is wrong with it. */
export function readTrafficSteps(text: string): number[] | string {
  const steps = text.split(',').map(part => Number(part.trim() || Number.NaN))
  const areShares = steps.every(step => Number.isInteger(step) && step >= 1 && step <= 100)
  if (!areShares) return `"${text}" is no list of whole percents from 1 to 100, as 10,50,100.`
  if (steps.some((step, index) => index > 0 && step <= (steps[index - 1] ?? 0)))
    return `"${text}" does not grow from step to step.`
  return steps.at(-1) === 100 ? steps : `"${text}" does not end with 100.`
}
