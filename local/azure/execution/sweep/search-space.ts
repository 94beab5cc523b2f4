import { type Random, standardNormal } from './random.ts'

export type Json = string | number | boolean | null | Json[] | { [name: string]: Json }

/** `["uniform", [0.1, 0.9]]`, `["choice", [["a", "b"]]]`: the wire's form of a distribution. */
export type Distribution = [kind: string, parameters: Json[]]

export type SearchSpace = Record<string, Distribution>

export type Sample = Record<string, Json>

type Draw = (random: Random, ...parameters: number[]) => number

const uniform: Draw = (random, low = 0, high = 0) => low + random() * (high - low)
const normal: Draw = (random, mean = 0, deviation = 1) => mean + deviation * standardNormal(random)
const exponential =
  (draw: Draw): Draw =>
  (random, ...parameters) =>
    Math.exp(draw(random, ...parameters))
/** Rounded to multiples of the last parameter. */
const quantized =
  (draw: Draw): Draw =>
  (random, ...parameters) => {
    const step = parameters.at(-1) ?? 1
    const value = Math.round(draw(random, ...parameters.slice(0, -1)) / step) * step
    return Number(value.toPrecision(12))
  }

/** @see https://learn.microsoft.com/azure/machine-learning/how-to-tune-hyperparameters */
const numeric: Record<string, { count: number; draw: Draw }> = {
  uniform: { count: 2, draw: uniform },
  loguniform: { count: 2, draw: exponential(uniform) },
  quniform: { count: 3, draw: quantized(uniform) },
  qloguniform: { count: 3, draw: quantized(exponential(uniform)) },
  normal: { count: 2, draw: normal },
  lognormal: { count: 2, draw: exponential(normal) },
  qnormal: { count: 3, draw: quantized(normal) },
  qlognormal: { count: 3, draw: quantized(exponential(normal)) },
  randint: { count: 1, draw: (random, upper = 1) => Math.floor(random() * upper) },
}

/** What is wrong with a value that should be a distribution, or undefined. */
export function problemOf(value: unknown): string | undefined {
  if (!Array.isArray(value) || typeof value[0] !== 'string' || !Array.isArray(value[1]))
    return 'is no list of a distribution and its parameters'
  const [kind, parameters] = value as [string, unknown[]]
  if (kind === 'choice') {
    const choices = parameters[0]
    return Array.isArray(choices) && choices.length > 0 ? undefined : 'has no values to choose from'
  }
  const known = numeric[kind]
  if (!known) return `has the unknown distribution '${kind}'`
  const numbers = parameters.filter(one => typeof one === 'number' && Number.isFinite(one))
  if (numbers.length === known.count && parameters.length === known.count) return undefined
  return `needs ${known.count} number(s) for '${kind}'`
}

export function draw([kind, parameters]: Distribution, random: Random): Json {
  if (kind !== 'choice') return numeric[kind]?.draw(random, ...parameters.map(Number)) ?? 0
  const choices = choicesOf([kind, parameters])
  return drawWithin(choices[Math.floor(random() * choices.length)] ?? null, random)
}

/** A choice may be a mapping whose values are distributions in their turn. */
function drawWithin(choice: Json, random: Random): Json {
  if (typeof choice !== 'object' || choice === null || Array.isArray(choice)) return choice
  return Object.fromEntries(
    Object.entries(choice).map(([name, value]) => [
      name,
      isDistribution(value) ? draw(value, random) : value,
    ]),
  )
}

export const choicesOf = ([, parameters]: Distribution): Json[] => (parameters[0] ?? []) as Json[]

/** Whether there are so many values and no more: a choice none of whose mappings holds a distribution. */
export const isDiscrete = (distribution: Distribution): boolean =>
  distribution[0] === 'choice' && !choicesOf(distribution).some(holdsDistribution)

const holdsDistribution = (choice: Json): boolean =>
  typeof choice === 'object' && choice !== null && Object.values(choice).some(isDistribution)

const isDistribution = (value: Json): value is Distribution & Json[] => problemOf(value) === undefined
