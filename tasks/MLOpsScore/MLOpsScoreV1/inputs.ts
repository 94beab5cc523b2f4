import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import { expectationsInput, type Expectation } from '../../common/scoring/expectations.ts'
import { PERCENTILES, type Percentile } from '../../common/scoring/latency.ts'
import { REQUEST_FORMATS, type RequestFormat } from '../../common/scoring/request-body.ts'
import { readExpectedColumn, type ExpectedColumn } from './expected-column.ts'
import { readServiceInputs, type ServiceInputs } from './service-inputs.ts'

export interface ScoreInputs {
  readonly service: ServiceInputs
  readonly deploymentName: string | undefined
  readonly requestFile: string
  readonly requestFormat: RequestFormat
  readonly expectations: readonly Expectation[]
  readonly expectedColumn: ExpectedColumn | undefined
  readonly maxLatencyInMilliseconds: number | undefined
  readonly latencyPercentile: Percentile
  /** 0..1 of the requests may fail. */
  readonly maxErrorRate: number
  readonly requests: number
  readonly concurrency: number
  readonly testResultsFile: string | undefined
  readonly printPayload: boolean
}

const DEPLOYMENT = {
  pattern: /^[a-zA-Z][a-zA-Z0-9-]{0,31}$/,
  expected: 'a deployment name (letters, digits and hyphens, a letter first, at most 32)',
}

export function readInputs(host: Host): ScoreInputs {
  const read = new InputReader(host)
  const requestFile = read.existingPath('requestFile')
  if (requestFile === undefined) read.reject('requestFile', 'a file with the request is required.')
  const inputs: ScoreInputs = {
    service: readServiceInputs(read, host),
    deploymentName: read.text('deploymentName', DEPLOYMENT),
    requestFile: requestFile ?? '',
    requestFormat: read.choice('requestFormat', REQUEST_FORMATS, 'data'),
    expectations: expectationsInput(read),
    expectedColumn: readExpectedColumn(read, requestFile),
    maxLatencyInMilliseconds: read.integer('maxLatencyInMilliseconds', { min: 1 }),
    latencyPercentile: read.choice('latencyPercentile', PERCENTILES, '95'),
    maxErrorRate: read.share('maxErrorRate') ?? 0,
    requests: read.integer('requests', { min: 1, max: 100_000 }) ?? 1,
    concurrency: read.integer('concurrency', { min: 1, max: 100 }) ?? 1,
    testResultsFile: read.newFile('testResultsFile'),
    printPayload: read.flag('printPayload'),
  }
  read.done()
  return inputs
}
