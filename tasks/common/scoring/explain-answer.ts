import { TaskError } from '../errors.ts'
import { adviceOnAnswer } from '../serving-errors/scoring.ts'
import type { ScoringAnswer } from './scoring-client.ts'

/** An error for people out of an answer that did not hold. `problems` are clauses, one for each. */
export function explainAnswer(what: string, answer: ScoringAnswer, problems: readonly string[]): TaskError {
  const lines = problems.map(problem => `- ${problem}`)
  const { cause, remedy } = adviceOnAnswer(answer) ?? {
    cause: 'The model or the scoring script answers otherwise than the expectations say.',
    remedy:
      'Look at the answer above: correct the scoring script, or the expectations where they are outdated.',
  }
  return new TaskError([`${what}:`, ...lines].join('\n'), { cause, remedy })
}
