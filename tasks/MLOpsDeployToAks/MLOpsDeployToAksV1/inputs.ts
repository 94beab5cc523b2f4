import { existsSync } from 'node:fs'
import { TaskError } from '../../common/errors.ts'
import type { Host } from '../../common/host/host.ts'
import { InputReader } from '../../common/host/input-reader.ts'
import {
  readWorkspaceInputs,
  type WorkspaceInputs,
} from '../../common/machinelearning/workspace/workspace-inputs.ts'
import type { ProbeRequest } from '../../common/rollout/prober.ts'
import { readTrafficSteps } from '../../common/rollout/traffic.ts'
import { expectationsInput } from '../../common/scoring/expectations.ts'
import { readRequestBody } from '../../common/scoring/request-body.ts'
import { readClusterInputs, type ClusterInputs } from './cluster-inputs.ts'
import { readContainerInputs, type ContainerInputs } from './container-inputs.ts'

export interface DeployInputs extends WorkspaceInputs {
  readonly handoffFile: string | undefined
  readonly image: string | undefined
  readonly cluster: ClusterInputs
  readonly endpointName: string
  readonly deploymentName: string | undefined
  readonly description: string | undefined
  readonly authMode: 'key' | 'aml_token'
  readonly container: ContainerInputs
  readonly shares: readonly number[]
  readonly bakeTimeInSeconds: number
  /** Undefined: nothing to test the new deployment with. */
  readonly probe: ProbeRequest | undefined
  readonly previousDeployment: 'delete' | 'keep'
  readonly onFailure: 'deleteDeployment' | 'keepDeployment'
  readonly handoffOutputFile: string | undefined
  readonly tags: Readonly<Record<string, string>>
}

/** The official client's pattern, with its 3 to 32 characters. */
const SERVING_NAME = {
  pattern: /^[a-zA-Z][-a-zA-Z0-9]{1,30}[a-zA-Z0-9]$/,
  expected: 'a name of 3 to 32 letters, digits and hyphens, a letter first and no hyphen last',
}
const IMAGE = {
  pattern: /^[^\s/]+\/[^\s@]+(@sha256:[0-9a-f]{64})?$/,
  expected: 'an image with its registry, as REGISTRY/chd@sha256:...',
}
const DAY = 86_400

export function readInputs(host: Host): DeployInputs {
  const read = new InputReader(host)
  const workspace = readWorkspaceInputs(read, host)
  const inputs: DeployInputs = {
    ...workspace,
    handoffFile: read.existingPath('handoffFile'),
    image: read.text('image', IMAGE),
    cluster: readClusterInputs(read, workspace.resourceGroup),
    endpointName: read.required('endpointName', SERVING_NAME),
    deploymentName: read.text('deploymentName', SERVING_NAME),
    description: read.text('description'),
    authMode: read.choice('authMode', ['key', 'aml_token'], 'key'),
    container: readContainerInputs(read),
    shares: readShares(read),
    bakeTimeInSeconds: read.integer('bakeTimeInSeconds', { min: 0, max: DAY }) ?? 60,
    probe: readProbe(read),
    previousDeployment: read.choice('previousDeployment', ['delete', 'keep'], 'delete'),
    onFailure: read.choice('onFailure', ['deleteDeployment', 'keepDeployment'], 'deleteDeployment'),
    handoffOutputFile: read.path('handoffOutputFile'),
    tags: read.pairs('tags'),
  }
  rejectCombinations(read, inputs)
  read.done()
  return inputs
}

function rejectCombinations(read: InputReader, inputs: DeployInputs): void {
  if (inputs.image && inputs.handoffFile)
    read.reject('image', 'an image and a hand-off file exclude each other; leave one blank.')
  for (const name of ['resourceGroup', 'workspaceName'] as const) {
    // Microsoft's troubleshooting page: Kubernetes computes of such a workspace answer InternalServerError.
    if (inputs[name].endsWith('-'))
      read.reject(name, `"${inputs[name]}" ends with a hyphen; Azure cannot serve from Kubernetes there.`)
  }
}

function readProbe(read: InputReader): ProbeRequest | undefined {
  const requestFile = read.existingPath('requestFile')
  const expectations = expectationsInput(read)
  const maxLatencyInMilliseconds = read.integer('maxLatencyInMilliseconds', { min: 1 })
  if (requestFile !== undefined && existsSync(requestFile))
    return { body: readBody(read, requestFile), expectations, maxLatencyInMilliseconds }
  if (requestFile === undefined && (expectations.length > 0 || maxLatencyInMilliseconds !== undefined))
    read.reject('requestFile', 'a request is required where its answer is judged.')
  return undefined
}

function readBody(read: InputReader, file: string): string {
  try {
    return readRequestBody(file)
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    read.reject('requestFile', error.message)
    return ''
  }
}

function readShares(read: InputReader): number[] {
  const text = read.text('trafficSteps') ?? '10,50,100'
  const shares = readTrafficSteps(text)
  if (typeof shares !== 'string') return shares
  read.reject('trafficSteps', shares)
  return [100]
}
