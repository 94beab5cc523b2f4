import { TaskError } from '../errors.ts'
import { adviceOnAnswer } from '../serving-errors/scoring.ts'
import type { ScoringAnswer } from './scoring-client.ts'

interface Advice {
  readonly cause: string
  readonly remedy: string
}

const OTHERWISE: Advice = {
  cause: 'The model or the scoring script answers otherwise than the expectations say.',
  remedy:
    'Look at the answer above: correct the scoring script, or the expectations where they are outdated.',
}

/** An error for people out of an answer that did not hold. `problems` are clauses, one for each. */
export const explainAnswer = (what: string, answer: ScoringAnswer, problems: readonly string[]): TaskError =>
  explainProblems(what, problems, adviceOnAnswer(answer) ?? OTHERWISE)

/** The same of problems that have an advice of their own. */
export const explainProblems = (
  what: string,
  problems: readonly string[],
  { cause, remedy }: Advice,
): TaskError =>
  new TaskError([`${what}:`, ...problems.map(problem => `- ${problem}`)].join('\n'), { cause, remedy })
