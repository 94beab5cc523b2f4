import type { AzureSession } from '../azure/session.ts'
import { TaskError } from '../errors.ts'
import { explainAnswer } from '../scoring/explain-answer.ts'
import { firstAnswer } from '../scoring/first-answer.ts'
import { strangerIn } from '../scoring/scoring-client.ts'
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
  const stranger = strangerIn(first, target.deployment)
  if (stranger !== undefined) throw answeredBy(stranger, what)
  const wrong = mistakesIn(first, request)
  if (wrong.length > 0) throw explainAnswer(what, first, wrong)
  const second = await ask(session, target, request).catch((error: unknown) => {
    throw signal.aborted ? error : brokenOff(what, error)
  })
  const problems = problemsOf(second, request)
  if (problems.length > 0) throw explainAnswer(what, second, problems)
  const took = Math.round(second.milliseconds)
  log.info(`Deployment ${target.deployment} answered as expected: HTTP ${second.status} in ${took} ms.`)
}

const answeredBy = (stranger: string, what: string): TaskError =>
  new TaskError(`${what}: deployment ${stranger} answered in its place.`, {
    cause: 'Something between this agent and the endpoint drops the header azureml-model-deployment.',
    remedy: 'Let the proxy or gateway pass that header on, or let this agent reach the endpoint itself.',
  })

const brokenOff = (what: string, error: unknown): TaskError =>
  new TaskError(`${what}: the second request got no answer.`, {
    cause: 'Its container ended, or the network between this agent and the endpoint broke.',
    remedy: 'Read its log above for why it ended; run this stage again where it says nothing.',
    error,
  })
