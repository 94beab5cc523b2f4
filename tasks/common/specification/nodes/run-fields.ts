import { compute } from '../job/compute.ts'
import { mpi, pytorch, ray, tensorflow } from '../job/distribution.ts'
import { identity } from '../job/identity.ts'
import { commandLimits } from '../job/limits.ts'
import { queueSettings } from '../job/queue-settings.ts'
import { resources } from '../job/resources.ts'
import { environmentVariables } from '../job/command-fields.ts'
import { services } from '../job/services.ts'
import { byType, object } from '../schema/index.ts'
import { bindable } from './bindable.ts'

/** Where and how a node runs; values may be bound to inputs of the pipeline. */
export const nodeResources = object('resources', bindable(resources.fields))

const nodeDistribution = byType('type', {
  pytorch: object(pytorch.title, bindable(pytorch.fields)),
  mpi: object(mpi.title, bindable(mpi.fields)),
  tensorflow: object(tensorflow.title, bindable(tensorflow.fields)),
  ray: object(ray.title, bindable(ray.fields)),
})

export const runFields = {
  compute,
  environment_variables: environmentVariables,
  resources: nodeResources,
  distribution: nodeDistribution,
  limits: object('the limits of a command', bindable(commandLimits.fields)),
  identity,
  services,
  queue_settings: queueSettings,
}
