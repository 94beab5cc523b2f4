import { object } from '../schema/object.ts'
import { checked, worded } from '../schema/refine.ts'
import { text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { quantityOf } from '../../text/quantity.ts'

const quantity = worded(
  'an amount as Kubernetes writes it (500m, 1Gi)',
  checked(text, (value, at) => {
    if (Number.isNaN(quantityOf(value)))
      at.reject(`an amount as Kubernetes writes it is expected, not ${at.found}.`)
  }),
)

const amounts = object('amounts of a container', {
  cpu: quantity,
  memory: quantity,
  gpu: quantity,
  'nvidia.com/gpu': quantity,
})

/** What a container asks its node for, and what it may use at most. */
export const containerResources = checked(
  object('the resources of a container', { requests: amounts, limits: amounts }),
  ({ requests = {}, limits = {} }, at) => {
    for (const resource of ['cpu', 'memory', 'gpu', 'nvidia.com/gpu'] as const) {
      const [request, limit] = [requests[resource], limits[resource]]
      if (request !== undefined && limit !== undefined && quantityOf(request) > quantityOf(limit))
        at.at('requests', resource).reject(`${request} is more than the limit (${limit}).`)
    }
  },
)
export type ContainerResources = Read<typeof containerResources>
