import { fallback, refused, required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { anyCase, choice, text } from '../schema/scalars.ts'
import type { Read, Schema } from '../schema/schema.ts'
import { deploymentFields } from './deployment-fields.ts'
import { scaleSettings, type ScaleSettings } from './scale-settings.ts'

/** Managed endpoints scale by Azure Monitor's rules, which are resources of their own. */
const fixed: Schema<ScaleSettings> = checked(scaleSettings, ({ type }, at) => {
  if (type !== 'default')
    at.at('type').reject(
      'is for Kubernetes; a managed deployment is scaled by rules of Azure Monitor (autoscale).',
    )
})

/** A deployment on machines of Azure. */
export const managedDeployment = object('a managed online deployment', {
  ...deploymentFields,
  type: fallback(choice(['managed'], anyCase), 'managed'),
  instance_type: required(text),
  scale_settings: fixed,
  egress_public_network_access: choice(['enabled', 'disabled'], anyCase),
  private_network_connection: refused(
    "is of a preview that Azure's API no longer knows; isolate the workspace with a managed network instead.",
  ),
})
export type ManagedDeployment = Read<typeof managedDeployment>
