import { TaskError } from '../../errors.ts'
import { explainAnswer } from '../../scoring/explain-answer.ts'
import type { Verdict } from './judge.ts'

/** Nothing is clearly wrong and nothing is proved: traffic stays as it is until somebody decides. */
export class InconclusiveError extends TaskError {
  override readonly name = 'InconclusiveError'
}

/** Throws unless the verdict is that the deployment passed. */
export function obey(verdict: Verdict, deployment: string, share: number): void {
  if (verdict.result === 'pass') return
  if (verdict.result === 'inconclusive') throw inconclusive(deployment, share, verdict.why)
  const what = `Deployment ${deployment} failed under traffic (${share} %)`
  const { wrong } = verdict
  if (wrong?.answer) throw explainAnswer(`${what}: ${verdict.why}`, wrong.answer, wrong.problems)
  throw new TaskError(`${what}: ${verdict.why}.`, {
    cause: 'Under real traffic it is slower or errs more than its limits allow.',
    remedy: 'Look at its log above and at its size (instances, cpu and memory), or correct the limits.',
  })
}

const inconclusive = (deployment: string, share: number, why: string): InconclusiveError =>
  new InconclusiveError(
    `Whether deployment ${deployment} is fit for more than ${share} % cannot be said: ${why}.`,
    {
      cause:
        'The network between this agent and the endpoint, its key, the router, another deployment, or the metric.',
      remedy: 'Remove the cause, then run this stage again.',
    },
  )
