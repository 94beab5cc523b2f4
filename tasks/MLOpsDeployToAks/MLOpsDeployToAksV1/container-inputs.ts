import type { InputReader } from '../../common/host/input-reader.ts'
import { defined } from '../../common/machinelearning/job/defined.ts'
import type { KubernetesDeployment } from '../../common/specification/deployment/kubernetes-deployment.ts'
import type { ScaleSettings } from '../../common/specification/deployment/scale-settings.ts'
import { quantityOf } from '../../common/text/quantity.ts'

/** How many containers there are and how large, as a deployment file would say it. */
export type Containers = Pick<
  KubernetesDeployment,
  'instance_type' | 'instance_count' | 'scale_settings' | 'resources'
>

const CPU = { pattern: /^(\d+(\.\d+)?|\d+m)$/, expected: 'an amount of cores, as 0.5 or 500m' }
const MEMORY = {
  pattern: /^\d+(\.\d+)?(Ki|Mi|Gi|Ti|k|M|G|T)?$/,
  expected: 'an amount of memory, as 500Mi or 1Gi',
}
const MOST = 1000

/** The inputs that `readContainerInputs` reads and that are blank unless somebody sets them. */
export const CONTAINER = [
  'instanceType',
  'minInstances',
  'maxInstances',
  'targetUtilizationPercentage',
  'pollingInterval',
  'cpuRequest',
  'memoryRequest',
  'cpuLimit',
  'memoryLimit',
] as const

export const readContainerInputs = (read: InputReader): Containers => ({
  ...readScale(read),
  ...defined({ instance_type: read.text('instanceType'), resources: readResources(read) }),
})

/**
 * Azure's other default for Kubernetes is an autoscaler of one instance; a count that was asked for is kept by the scale
 * type `default`.
 */
function readScale(read: InputReader): Containers {
  const count = read.integer('instanceCount', { min: 1, max: MOST }) ?? 1
  const scale: ScaleSettings = {
    type: read.choice('scaleType', ['default', 'target_utilization'], 'default'),
    ...defined({
      min_instances: read.integer('minInstances', { min: 1, max: MOST }),
      max_instances: read.integer('maxInstances', { min: 1, max: MOST }),
      target_utilization_percentage: read.integer('targetUtilizationPercentage', { min: 1, max: 100 }),
      polling_interval: read.integer('pollingInterval', { min: 1 }),
    }),
  }
  if (scale.type === 'default') return { instance_count: count, scale_settings: { type: 'default' } }
  const { min_instances: min = 1, max_instances: max } = scale
  if (max === undefined) read.reject('maxInstances', 'an autoscaler needs the number that it may grow to.')
  else if (min > max) read.reject('minInstances', `${min} is more than maxInstances (${max}).`)
  return { scale_settings: scale }
}

function readResources(read: InputReader): Containers['resources'] {
  const requests = amounts(read.text('cpuRequest', CPU), read.text('memoryRequest', MEMORY))
  const limits = amounts(read.text('cpuLimit', CPU), read.text('memoryLimit', MEMORY))
  for (const resource of ['cpu', 'memory'] as const) {
    const [request, limit] = [requests?.[resource], limits?.[resource]]
    if (request !== undefined && limit !== undefined && quantityOf(request) > quantityOf(limit))
      read.reject(`${resource}Request`, `${request} is more than the limit (${limit}).`)
  }
  return requests || limits ? defined({ requests, limits }) : undefined
}

/** Undefined where nothing is asked. */
const amounts = (
  cpu: string | undefined,
  memory: string | undefined,
): { cpu?: string; memory?: string } | undefined =>
  cpu === undefined && memory === undefined ? undefined : defined({ cpu, memory })
