import { mkdir, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { TaskError } from '../../common/errors.ts'
import type { Host, Outputs } from '../../common/host/host.ts'
import { neutralise } from '../../common/host/neutralise.ts'
import type { ScoringAnswer } from '../../common/scoring/scoring-client.ts'
import { junitXml, type TestCase } from '../../common/scoring/test-results.ts'
import type { Service } from './find-service.ts'
import type { ScoreInputs } from './inputs.ts'
import type { Results } from './results.ts'
import { scoreSummary } from './score-summary.ts'

/** A longer value would be cut by some shells and editors, and breaks steps when there are many. */
const LONGEST_OUTPUT = 8192

/** Who is asked for what, by whom, since when. */
export interface Scoring {
  readonly service: Service
  readonly inputs: ScoreInputs
  readonly host: Host
  readonly startedAt: Date
}

/**
 * Output variables, the run's page and the file for the test tab; before the task ends, well or not. `shown` is what may
 * be shown of the first answer.
 */
export async function tellResults(
  scoring: Scoring,
  first: ScoringAnswer,
  shown: string,
  results: Results,
): Promise<void> {
  const { service, host } = scoring
  setOutputs(first, shown, results, host.outputs)
  await host.outputs.summary(`score-${service.name}`, scoreSummary(service, first, shown, results))
  await writeTestResults(scoring, results.cases)
}

function setOutputs(first: ScoringAnswer, shown: string, results: Results, outputs: Outputs): void {
  const answer = neutralise(shown.trim()) // a later step may print it
  const { latency, accuracy, errorRate, requestsPerSecond } = results
  const values: Readonly<Record<string, string | number | undefined>> = {
    predictions: answer.length > LONGEST_OUTPUT ? '' : answer,
    deploymentName: neutralise(first.headers['azureml-model-deployment'] ?? ''),
    accuracy,
    errorRate,
    requestsPerSecond: requestsPerSecond === undefined ? undefined : Number(requestsPerSecond.toPrecision(6)),
    p50InMilliseconds: latency.p50,
    p95InMilliseconds: latency.p95,
    p99InMilliseconds: latency.p99,
  }
  for (const [name, value] of Object.entries(values))
    outputs.set(name, value === undefined || Number.isNaN(value) ? '' : String(value))
}

export async function writeTestResults(
  { service, inputs, host, startedAt }: Scoring,
  cases: readonly TestCase[],
): Promise<void> {
  const file = inputs.testResultsFile
  if (file === undefined) return
  const hostname = host.variables.get('Agent.MachineName') ?? 'localhost'
  await write(file, junitXml({ name: `Scoring with ${service.name}`, cases, startedAt, hostname }))
  host.log.info(`Test results: ${file}`)
}

async function write(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(file, text)
  } catch (error) {
    throw new TaskError(`The test results cannot be written to ${file}.`, {
      remedy: 'Name a file in testResultsFile that the account of the agent may write.',
      error,
    })
  }
}
