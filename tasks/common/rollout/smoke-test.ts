import type { AzureSession } from '../azure/session.ts'
import { explainAnswer } from '../scoring/explain-answer.ts'
import { firstAnswer } from '../scoring/first-answer.ts'
import { ask, mistakesIn, problemsOf, type ProbeRequest, type ProbeTarget } from './prober.ts'

/** Throws unless the deployment gives the right answer in time. The first answer warms it up and is not timed. */
export async function smokeTest(
  session: AzureSession,
  target: ProbeTarget,
  request: ProbeRequest,
): Promise<void> {
  const { clock, log, signal } = session
  const what = `The smoke test of deployment ${target.deployment} failed`
  const expected = request.expectations.flatMap(({ status }) => (status === undefined ? [] : [status]))
  const first = await firstAnswer(() => ask(session, target, request), { clock, log, signal, expected })
  const wrong = mistakesIn(first, request)
  if (wrong.length > 0) throw explainAnswer(what, first, wrong)
  const second = await ask(session, target, request)
  const problems = problemsOf(second, request)
  if (problems.length > 0) throw explainAnswer(what, second, problems)
  const took = Math.round(second.milliseconds)
  log.info(`Deployment ${target.deployment} answered as expected: HTTP ${second.status} in ${took} ms.`)
}
