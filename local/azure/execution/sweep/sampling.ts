import { seededRandom } from './random.ts'
import { type Json, type Sample, type SearchSpace, choicesOf, draw, isDiscrete } from './search-space.ts'
import type { Sampling } from './sweep-definition.ts'

/** The next sample, or undefined when the space is exhausted, which only a grid is. */
export type Sampler = () => Sample | undefined

/**
 * Grid: each combination once, in order. Random and Bayesian: drawn from the distributions, without repetition where the
 * space is finite; a trial's result does not steer the next, which is what the service's Bayesian sampling does beyond
 * this.
 */
export function createSampler(space: SearchSpace, { algorithm, seed }: Sampling): Sampler {
  const random = seededRandom(seed)
  const isFinite = sizeOf(space) !== undefined
  if (algorithm === 'Grid' || isFinite) {
    const all = grid(space)
    return () => all.splice(algorithm === 'Grid' ? 0 : Math.floor(random() * all.length), 1)[0]
  }
  return () =>
    Object.fromEntries(
      Object.entries(space).map(([name, distribution]) => [name, draw(distribution, random)]),
    )
}

/** The number of combinations, or undefined where there are too many to count or no end of them. */
export function sizeOf(space: SearchSpace): number | undefined {
  const distributions = Object.values(space)
  if (!distributions.every(isDiscrete)) return undefined
  const size = distributions.reduce((product, one) => product * choicesOf(one).length, 1)
  return size <= mostCombinations ? size : undefined
}

const mostCombinations = 100_000

const grid = (space: SearchSpace): Sample[] =>
  Object.entries(space).reduce<Sample[]>(
    (samples, [name, distribution]) =>
      samples.flatMap(sample => choicesOf(distribution).map(choice => ({ ...sample, [name]: choice }))),
    [{}],
  )

/** A value as the trial's command line holds it. */
export const textOfValue = (value: Json): string =>
  typeof value === 'string' ? value : JSON.stringify(value)
