import type { Distribution } from '../../../specification/job/distribution.ts'
import type { Identity } from '../../../specification/job/identity.ts'
import type { Resources } from '../../../specification/job/resources.ts'
import { isBinding } from '../../../specification/nodes/bindings.ts'
import { isoDuration } from '../../duration.ts'
import type { JobBody } from '../body.ts'
import { mapValues } from '../defined.ts'
import { distributionBody } from '../distribution-body.ts'
import { identityBody } from '../identity-body.ts'
import { resourcesBody } from '../resources-body.ts'

/** Settings whose values may be bindings, which go to the service as they are. */
type Bound<T> = { readonly [K in keyof T]: T[K] | string }

/** Within a node the service takes the keys of its API in snake_case. */
export const snakeCased = (record: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(record).map(([key, value]) => [
      key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      value,
    ]),
  )

/** The most instances keep their API's key: azure-ai-ml's model of nodes does not know it. */
export function resourcesPart(resources: Bound<Resources>): JobBody {
  const { maxInstanceCount, ...body } = resourcesBody(resources as Resources)
  return { ...snakeCased(body), maxInstanceCount }
}

/** The settings of Ray keep their API's keys, for the same reason. */
export function distributionPart(distribution: Bound<Distribution>): JobBody {
  const { distributionType, ...settings } = distributionBody(distribution as Distribution)
  return {
    distribution_type: distributionType,
    ...(distribution.type === 'ray' ? settings : snakeCased(settings)),
  }
}

export const identityPart = (identity: Identity): JobBody => snakeCased(identityBody(identity))

export const snakeServices = (services: JobBody): JobBody =>
  mapValues(services as Readonly<Record<string, JobBody>>, ({ nodes, ...service }) => ({
    ...snakeCased(service),
    nodes: nodes && snakeCased(nodes as JobBody),
  }))

export function limitsPart({ timeout }: { readonly timeout?: number | string }): JobBody {
  const value =
    typeof timeout === 'string' && isBinding(timeout) ? timeout : timeout && isoDuration(Number(timeout))
  return { job_limits_type: 'Command', timeout: value || undefined }
}
