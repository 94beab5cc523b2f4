import { messageOf } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { discreet, hideRequest, showAll } from '../../common/scoring/discretion.ts'
import { isSuccess } from '../../common/scoring/check-expectations.ts'
import { firstAnswer } from '../../common/scoring/first-answer.ts'
import { readScoringBody, type ScoringBody } from '../../common/scoring/request-body.ts'
import { score, type ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import { askAgain } from './ask-again.ts'
import type { Examination } from './examine.ts'
import { explainResults } from './explain-results.ts'
import { findService, type Service } from './find-service.ts'
import type { ScoreInputs } from './inputs.ts'
import { printAnswer, printPayload, printResult } from './print-answer.ts'
import { resultsOf } from './results.ts'
import { tellResults, writeTestResults, type Scoring } from './tell-results.ts'

/** Asks the service, shows its predictions, and fails where an answer is not what was expected. */
export async function scoreEndpoint(inputs: ScoreInputs, host: Host): Promise<Outcome> {
  const { requestFile, expectedColumn, requestFormat } = inputs
  const request = readScoringBody(requestFile, expectedColumn?.column, requestFormat)
  const service = await findService(inputs.service, host)
  tellWhere(service, inputs, host)
  const scoring = { service, inputs, host, startedAt: new Date(host.clock.now()) }
  const send = sender(service, inputs, request.body, host)
  const first = await begin(scoring, send)
  const { discretion, ...examination } = examinationOf(inputs, request)
  const shown = isSuccess(first.status) ? discretion.answer(first.text) : discretion.words(first.text)
  printAnswer(first, shown, host.log)
  if (inputs.printPayload) printPayload(request.body, first, host.log)
  const tally = await askAgain(first, inputs, { ...examination, discretion }, send, host)
  const results = resultsOf(tally, inputs)
  printResult(results, host.log)
  await tellResults(scoring, first, shown, results)
  if (results.problems.length > 0)
    throw explainResults(service.name, { ...results, worst: discreet(results.worst, request.body) })
  return succeeded(`${service.name} answered as expected (${results.requests} request(s)).`)
}

function examinationOf(
  { expectations, expectedColumn, printPayload, deploymentName }: ScoreInputs,
  { body, expected }: ScoringBody,
): Examination {
  const known = expectedColumn && expected && { ...expectedColumn, cells: expected }
  const discretion = printPayload ? showAll : hideRequest(body)
  return { expectations, known, discretion, deployment: deploymentName }
}

/** The first answer. That there is none is a result, too, which the test tab must show. */
async function begin(scoring: Scoring, send: () => Promise<ScoringAnswer>): Promise<ScoringAnswer> {
  const { clock, log, signal } = scoring.host
  const expected = scoring.inputs.expectations.flatMap(({ status }) => status ?? [])
  try {
    return await firstAnswer(send, { clock, log, signal, expected })
  } catch (error) {
    const failed = { name: 'the service answers', failure: messageOf(error), seconds: 0 }
    if (!signal.aborted) await writeTestResults(scoring, [failed])
    throw error
  }
}

const sender =
  (service: Service, inputs: ScoreInputs, body: string, host: Host) => (): Promise<ScoringAnswer> =>
    score({
      door: service.door,
      url: service.scoringUri,
      key: service.key,
      deployment: inputs.deploymentName,
      body,
      signal: host.signal,
      now: () => host.clock.elapsed(),
    })

function tellWhere(
  { name, scoringUri, key }: Service,
  { deploymentName }: ScoreInputs,
  { log, outputs }: Host,
): void {
  log.info(`Scoring with ${name} at ${scoringUri}${deploymentName ? `, deployment ${deploymentName}` : ''}`)
  if (key && scoringUri.startsWith('http:'))
    log.warning('The scoring address is plain http: the key and the data travel unencrypted.')
  outputs.set('scoringUri', scoringUri)
}
