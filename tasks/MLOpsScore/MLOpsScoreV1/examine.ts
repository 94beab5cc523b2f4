import { accuracyOf, type KnownPredictions } from '../../common/scoring/accuracy.ts'
import type { Discretion } from '../../common/scoring/discretion.ts'
import type { Expectation } from '../../common/scoring/expectations.ts'
import { checkAnswer, isSuccess, type Check } from '../../common/scoring/check-expectations.ts'
import { strangerIn, type ScoringAnswer } from '../../common/scoring/scoring-client.ts'

/** What every answer is held against. */
export interface Examination {
  readonly expectations: readonly Expectation[]
  readonly known: KnownPredictions | undefined
  readonly discretion: Discretion
  /** Who was asked; undefined where the traffic decides. */
  readonly deployment: string | undefined
}

export interface Examined {
  readonly checks: readonly Check[]
  /** Share of the predictions that are right, 0..1; undefined where none is known or none was given. */
  readonly accuracy: number | undefined
}

/** An answer that is no success has no predictions that could be right. */
export function examine(answer: ScoringAnswer, examination: Examination): Examined {
  const { expectations, known, discretion, deployment } = examination
  const checks = checkAnswer(answer, expectations, discretion)
  if (deployment !== undefined) checks.push(checkAuthor(answer, deployment))
  if (known === undefined || !isSuccess(answer.status)) return { checks, accuracy: undefined }
  const { share, check } = accuracyOf(answer.text, known)
  return { checks: [...checks, check], accuracy: share }
}

function checkAuthor(answer: ScoringAnswer, deployment: string): Check {
  const stranger = strangerIn(answer, deployment)
  const why = 'something on the way drops the header azureml-model-deployment'
  const failure = stranger === undefined ? undefined : `deployment ${stranger} answered: ${why}`
  return { title: `answer of deployment ${deployment}`, failure }
}
