import type { TaskError } from '../../common/errors.ts'
import { explainAnswer, explainProblems } from '../../common/scoring/explain-answer.ts'
import type { Finding, Results } from './results.ts'

const ADVICE: Readonly<Record<Exclude<Finding['about'], 'answer'>, { cause: string; remedy: string }>> = {
  connection: {
    cause: 'Connections to the service broke off, or an answer took longer than this task waits.',
    remedy:
      'Look at the restarts and the log of the deployment; lower the concurrency, or give it more instances.',
  },
  time: {
    cause: 'The service answers rightly, but slower than maxLatencyInMilliseconds allows.',
    remedy: 'Lower the concurrency, give the deployment more instances or cores, or raise the limit.',
  },
}

/** An error for people out of what did not hold, explained by the worst of it: a wrong answer before a slow one. */
export function explainResults(service: string, { cases, problems, worst }: Results): TaskError {
  const what = `The answer of ${service} is not as expected`
  const about = cases.flatMap(({ failure, about }) => (failure === undefined ? [] : about))
  const kind = (['answer', 'connection', 'time'] as const).find(one => about.includes(one)) ?? 'answer'
  return kind === 'answer'
    ? explainAnswer(what, worst, problems)
    : explainProblems(what, problems, ADVICE[kind])
}
