import type { InputReader } from '../../common/host/input-reader.ts'
import { readEnvironmentVariables } from '../../common/serving/environment-variables.ts'
import { quantityOf } from '../../common/text/quantity.ts'

/** Quantities as Kubernetes writes them: `500m`, `1Gi`. */
export interface Resources {
  readonly cpu: string | undefined
  readonly memory: string | undefined
}

/** The containers of a deployment: how many, how large, with what around the code. */
export interface ContainerInputs {
  readonly instanceType: string | undefined
  readonly instanceCount: number
  readonly requests: Resources
  readonly limits: Resources
  readonly environmentVariables: Readonly<Record<string, string>>
  readonly appInsightsEnabled: boolean
  readonly collectData: boolean
}

const CPU = { pattern: /^(\d+(\.\d+)?|\d+m)$/, expected: 'an amount of cores, as 0.5 or 500m' }
const MEMORY = {
  pattern: /^\d+(\.\d+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$/,
  expected: 'an amount of memory, as 500Mi or 1Gi',
}

export function readContainerInputs(read: InputReader): ContainerInputs {
  const requests = { cpu: read.text('cpuRequest', CPU), memory: read.text('memoryRequest', MEMORY) }
  const limits = { cpu: read.text('cpuLimit', CPU), memory: read.text('memoryLimit', MEMORY) }
  for (const resource of ['cpu', 'memory'] as const) {
    const [request, limit] = [requests[resource], limits[resource]]
    if (request !== undefined && limit !== undefined && quantityOf(request) > quantityOf(limit))
      read.reject(`${resource}Request`, `${request} is more than the limit (${limit}).`)
  }
  return {
    instanceType: read.text('instanceType'),
    instanceCount: read.integer('instanceCount', { min: 1, max: 1000 }) ?? 1,
    requests,
    limits,
    environmentVariables: readEnvironmentVariables(read),
    appInsightsEnabled: read.flag('appInsightsEnabled'),
    collectData: read.flag('collectData'),
  }
}
