/** Numbers in [0, 1). */
export type Random = () => number

/**
 * A small generator with a 32-bit state: the same seed gives the same sweep. Not for secrets.
 *
 * @param seed null for another sequence each time
 */
export function seededRandom(seed: number | null): Random {
  if (seed === null) return Math.random
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Of the standard normal distribution, by the Box-Muller transform. */
export const standardNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
