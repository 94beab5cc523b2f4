import { required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { anyCase, choice, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { containerResources } from './container-resources.ts'
import { deploymentFields } from './deployment-fields.ts'
import { scaleSettings } from './scale-settings.ts'

const IN_A_REGISTRY = /^azureml:\/\/registries\//

/** A deployment on a cluster of one's own. */
export const kubernetesDeployment = checked(
  object('a Kubernetes online deployment', {
    ...deploymentFields,
    type: required(choice(['kubernetes'], anyCase)),
    instance_type: text,
    scale_settings: scaleSettings,
    resources: containerResources,
  }),
  ({ model, environment, code_configuration: code }, at) => {
    const places = { model, environment, 'code_configuration.code': code?.code }
    for (const [place, value] of Object.entries(places))
      if (typeof value === 'string' && IN_A_REGISTRY.test(value))
        at.at(...place.split('.')).reject('lies in a registry, which Azure serves on managed endpoints only.')
  },
)
export type KubernetesDeployment = Read<typeof kubernetesDeployment>
