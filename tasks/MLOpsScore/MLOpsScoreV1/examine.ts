import { accuracyOf, type KnownPredictions } from '../../common/scoring/accuracy.ts'
import type { Discretion } from '../../common/scoring/discretion.ts'
import type { Expectation } from '../../common/scoring/expectations.ts'
import { checkAnswer, isSuccess, type Check } from '../../common/scoring/check-expectations.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'

/** What every answer is held against. */
export interface Examination {
  readonly expectations: readonly Expectation[]
  readonly known: KnownPredictions | undefined
  readonly discretion: Discretion
}

export interface Examined {
  readonly checks: readonly Check[]
  /** Share of the predictions that are right, 0..1; undefined where none is known or none was given. */
  readonly accuracy: number | undefined
}

/** An answer that is no success has no predictions that could be right. */
export function examine(answer: ScoringAnswer, { expectations, known, discretion }: Examination): Examined {
  const checks = checkAnswer(answer, expectations, discretion)
  if (known === undefined || !isSuccess(answer.status)) return { checks, accuracy: undefined }
  const { share, check } = accuracyOf(answer.text, known)
  return { checks: [...checks, check], accuracy: share }
}
