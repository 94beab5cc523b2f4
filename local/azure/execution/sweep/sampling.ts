import { seededRandom } from './random.ts'
import { type Json, type Sample, type SearchSpace, choicesOf, draw } from './search-space.ts'
import type { Sampling } from './sweep-definition.ts'

/** The next sample, or undefined when the space is exhausted, which only a grid is. */
export type Sampler = () => Sample | undefined

/**
 * Grid: each combination once. Random and Bayesian: drawn from the distributions; a trial's result does not steer the
 * next, which is what the service's Bayesian sampling does beyond this.
 */
export function createSampler(space: SearchSpace, { algorithm, seed }: Sampling): Sampler {
  if (algorithm === 'Grid') {
    const all = grid(space)
    return () => all.shift()
  }
  const random = seededRandom(seed)
  return () =>
    Object.fromEntries(
      Object.entries(space).map(([name, distribution]) => [name, draw(distribution, random)]),
    )
}

/** The number of combinations, or undefined where there is no end of them. */
export function sizeOf(space: SearchSpace): number | undefined {
  const distributions = Object.values(space)
  if (distributions.some(([kind]) => kind !== 'choice')) return undefined
  return distributions.reduce((size, one) => size * choicesOf(one).length, 1)
}

const grid = (space: SearchSpace): Sample[] =>
  Object.entries(space).reduce<Sample[]>(
    (samples, [name, distribution]) =>
      samples.flatMap(sample => choicesOf(distribution).map(choice => ({ ...sample, [name]: choice }))),
    [{}],
  )

/** A value as the trial's command line holds it. */
export const textOfValue = (value: Json): string =>
  typeof value === 'string' ? value : JSON.stringify(value)
