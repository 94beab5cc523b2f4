import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import type { Secret } from '../../common/host/secret.ts'
import { readWorkspaceInputs } from '../../common/machinelearning/workspace/workspace-inputs.ts'
import { expectationsInput, type Expectation } from '../../common/scoring/expectations.ts'

/** Where the service is: an endpoint whose address and key are read from Azure, or both as given. */
export type ServiceInputs =
  | {
      readonly by: 'endpoint'
      readonly azureSubscription: string
      readonly resourceGroup: string
      readonly workspaceName: string
      readonly endpointName: string
    }
  | { readonly by: 'address'; readonly scoringUri: string; readonly key: Secret | undefined }

export interface ScoreInputs {
  readonly service: ServiceInputs
  readonly deploymentName: string | undefined
  readonly requestFile: string
  readonly expectations: readonly Expectation[]
  readonly maxLatencyInMilliseconds: number | undefined
  readonly requests: number
  readonly concurrency: number
  readonly testResultsFile: string | undefined
}

const ADDRESS = {
  pattern: /^https?:\/\/[^\s/]+/i,
  expected: 'an address that begins with https:// or http://',
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
    service: readService(read, host),
    deploymentName: read.text('deploymentName', DEPLOYMENT),
    requestFile: requestFile ?? '',
    expectations: expectationsInput(read),
    maxLatencyInMilliseconds: read.integer('maxLatencyInMilliseconds', { min: 1 }),
    requests: read.integer('requests', { min: 1, max: 100_000 }) ?? 1,
    concurrency: read.integer('concurrency', { min: 1, max: 100 }) ?? 1,
    testResultsFile: read.path('testResultsFile'),
  }
  read.done()
  return inputs
}

function readService(read: InputReader, host: Host): ServiceInputs {
  const scoringUri = read.text('scoringUri', ADDRESS)
  const endpointName = read.text('endpointName')
  if (scoringUri !== undefined) {
    if (endpointName !== undefined)
      read.reject('endpointName', 'name the endpoint or give its scoring address, not both.')
    const key = read.text('key')
    return { by: 'address', scoringUri, key: key === undefined ? undefined : host.secret(key) }
  }
  if (endpointName === undefined) {
    read.reject('endpointName', 'name an endpoint, or give a scoring address and its key.')
    return { by: 'address', scoringUri: '', key: undefined }
  }
  const { azureSubscription, resourceGroup, workspaceName } = readWorkspaceInputs(read, host)
  return { by: 'endpoint', azureSubscription, resourceGroup, workspaceName, endpointName }
}
