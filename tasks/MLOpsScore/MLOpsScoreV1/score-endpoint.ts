import { writeFile, mkdir } from 'node:fs/promises'
import * as path from 'node:path'
import type { Host } from '../../common/host/host.ts'
import { neutralise } from '../../common/host/neutralise.ts'
import { succeeded, type Outcome } from '../../common/host/task.ts'
import { explainAnswer } from '../../common/scoring/explain-answer.ts'
import { firstAnswer } from '../../common/scoring/first-answer.ts'
import { readRequestBody } from '../../common/scoring/request-body.ts'
import { score, type ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import { junitXml } from '../../common/scoring/test-results.ts'
import { findService, type Service } from './find-service.ts'
import type { ScoreInputs } from './inputs.ts'
import { askAgain } from './ask-again.ts'
import { printAnswer, printResult } from './print-answer.ts'
import { resultsOf, type Results } from './results.ts'
import { scoreSummary } from './score-summary.ts'

/** A longer value would be cut by some shells and editors, and breaks steps when there are many. */
const LONGEST_OUTPUT = 8192

/** Asks the service, shows its predictions, and fails where an answer is not what was expected. */
export async function scoreEndpoint(inputs: ScoreInputs, host: Host): Promise<Outcome> {
  const body = readRequestBody(inputs.requestFile)
  const service = await findService(inputs.service, host)
  tellWhere(service, inputs, host)
  const startedAt = new Date(host.clock.now())
  const send = sender(service, inputs, body, host)
  const expected = inputs.expectations.flatMap(({ status }) => status ?? [])
  const first = await firstAnswer(send, { clock: host.clock, log: host.log, signal: host.signal, expected })
  printAnswer(first, host.log)
  const tally = await askAgain(first, inputs, send, host)
  const results = resultsOf(tally, inputs)
  printResult(results, host.log)
  await tell(service, inputs, first, results, startedAt, host)
  if (results.problems.length > 0)
    throw explainAnswer(`The answer of ${service.name} is not as expected`, results.worst, results.problems)
  return succeeded(`${service.name} answered as expected (${results.requests} request(s)).`)
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
      now: () => host.clock.now(),
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

async function tell(
  service: Service,
  inputs: ScoreInputs,
  first: ScoringAnswer,
  results: Results,
  startedAt: Date,
  host: Host,
): Promise<void> {
  const answer = neutralise(first.text.trim()) // a later step may print it
  host.outputs.set('predictions', answer.length > LONGEST_OUTPUT ? '' : answer)
  await host.outputs.summary(`score-${service.name}`, scoreSummary(service, first, results))
  const file = inputs.testResultsFile
  if (file === undefined) return
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, junitXml(`Scoring with ${service.name}`, results.cases, startedAt))
  host.log.info(`Test results: ${file}`)
}
