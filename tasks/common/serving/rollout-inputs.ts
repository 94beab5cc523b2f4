import { existsSync } from 'node:fs'
import type { InputReader } from '../host/input-reader.ts'
import type { Workspace } from '../machinelearning/workspace/workspace.ts'
import type { BakePlan } from '../rollout/bake/bake.ts'
import type { ProbeRequest } from '../rollout/prober.ts'
import { readTrafficSteps } from '../rollout/traffic.ts'
import { expectationsInput } from '../scoring/expectations.ts'
import { readRequestBody } from '../scoring/request-body.ts'
import { metricOf, readMetricInputs, type MetricInputs } from './metric-inputs.ts'

/** How a new deployment is brought into service, whatever it runs on. */
export interface RolloutInputs extends MetricInputs {
  readonly shares: readonly number[]
  readonly bakeTimeInSeconds: number
  /** Share of wrong answers under traffic that is borne, 0 to 1. */
  readonly maxErrorRate: number
  /** Undefined: nothing to test the new deployment with. */
  readonly probe: ProbeRequest | undefined
  readonly previousDeployment: 'delete' | 'keep'
  readonly onFailure: 'deleteDeployment' | 'keepDeployment'
}

const DAY = 86_400

export function readRolloutInputs(read: InputReader): RolloutInputs {
  return {
    shares: readShares(read),
    bakeTimeInSeconds: read.integer('bakeTimeInSeconds', { min: 0, max: DAY }) ?? 60,
    maxErrorRate: read.share('maxErrorRate') ?? 0,
    ...readMetricInputs(read),
    probe: readProbe(read),
    previousDeployment: read.choice('previousDeployment', ['delete', 'keep'], 'delete'),
    onFailure: read.choice('onFailure', ['deleteDeployment', 'keepDeployment'], 'deleteDeployment'),
  }
}

/** How the inputs want a deployment of this endpoint watched while it gets traffic. */
export const bakeOf = (workspace: Workspace, endpoint: string, inputs: RolloutInputs): BakePlan => ({
  seconds: inputs.bakeTimeInSeconds,
  limits: {
    maxErrorRate: inputs.maxErrorRate,
    maxLatencyInMilliseconds: inputs.probe?.maxLatencyInMilliseconds,
    metricThreshold: inputs.bakeThreshold,
  },
  probe: inputs.probe,
  metric: metricOf(workspace, endpoint, inputs),
})

function readProbe(read: InputReader): ProbeRequest | undefined {
  const requestFile = read.existingPath('requestFile')
  const expectations = expectationsInput(read)
  const maxLatencyInMilliseconds = read.integer('maxLatencyInMilliseconds', { min: 1 })
  if (requestFile !== undefined && existsSync(requestFile))
    return {
      body: read.orReject('requestFile', () => readRequestBody(requestFile)) ?? '',
      expectations,
      maxLatencyInMilliseconds,
    }
  if (requestFile === undefined && (expectations.length > 0 || maxLatencyInMilliseconds !== undefined))
    read.reject('requestFile', 'a request is required where its answer is judged.')
  return undefined
}

function readShares(read: InputReader): number[] {
  const text = read.text('trafficSteps') ?? '10,50,100'
  const shares = readTrafficSteps(text)
  if (typeof shares !== 'string') return shares
  read.reject('trafficSteps', shares)
  return [100]
}
