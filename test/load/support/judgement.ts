import type { Exchange } from './exchange.ts'
import type { Weights } from './weights.ts'

export interface Judgement {
  /** Requests without the right answer. */
  readonly failed: readonly Exchange[]
  /** Requests that a deployment answered which had no traffic at any moment between sending and answer. */
  readonly strays: readonly Exchange[]
}

/** @param isRight whether a success holds what the model says */
export function judge(
  exchanges: readonly Exchange[],
  weights: Weights,
  isRight: (exchange: Exchange) => boolean,
): Judgement {
  return {
    failed: exchanges.filter(one => one.status !== 200 || !isRight(one)),
    strays: exchanges.filter(
      ({ deployment, sent, answered }) =>
        deployment !== undefined && weights.largest(deployment, sent, answered) === 0,
    ),
  }
}

/** For a person who looks why: the first few, each with when it was sent, after `from`. */
export const shown = (exchanges: readonly Exchange[], from: number): string =>
  exchanges
    .slice(0, 5)
    .map(({ sent, answered, status, deployment, text }) => {
      const when = `${Math.round(sent - from)}-${Math.round(answered - from)} ms`
      return `${when}: ${status ?? 'no answer'} of ${deployment ?? 'nobody'}: ${text.slice(0, 200)}`
    })
    .join('\n')
