import { mapOf } from '../schema/collections.ts'
import { required } from '../schema/fields.ts'
import { object } from '../schema/object.ts'
import { checked, worded } from '../schema/refine.ts'
import { integer, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { endpointFields } from './endpoint-fields.ts'

const compute = worded(
  'the name of a Kubernetes compute (azureml:NAME) or its ARM id',
  checked(text, (value, at) => {
    if (!/^(azureml:)?(\/subscriptions\/.+|[\w-]+)$/.test(value))
      at.reject(`"${value}" names no compute; write azureml:NAME or an ARM id.`)
  }),
)

const noMirror = checked(mapOf(integer()), (shares, at) => {
  if (Object.values(shares).some(share => share > 0))
    at.reject('requests are mirrored by managed endpoints only; remove it.')
})

/** An endpoint on a compute of one's own: what makes it one is that it names the compute. */
export const kubernetesEndpoint = checked(
  object('a Kubernetes online endpoint', {
    ...endpointFields,
    compute: required(compute),
    mirror_traffic: noMirror,
  }),
  ({ auth_mode: mode }, at) => {
    if (mode === 'aad_token')
      at.at('auth_mode').reject(
        'is served by managed endpoints only; a Kubernetes endpoint takes key or aml_token.',
      )
  },
)
export type KubernetesEndpoint = Read<typeof kubernetesEndpoint>
