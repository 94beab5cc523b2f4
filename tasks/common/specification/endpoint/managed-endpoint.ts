import { mapOf } from '../schema/collections.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { anyCase, choice, integer } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { endpointFields } from './endpoint-fields.ts'

/** Copies of requests for a deployment whose answers nobody sees. */
const noMirror = checked(mapOf(integer({ min: 0 })), (shares, at) => {
  if (Object.values(shares).some(share => share > 0))
    at.reject(
      'a new deployment is tested before it gets traffic, and none is mirrored meanwhile; mirror afterwards (az ml online-endpoint update --mirror-traffic).',
    )
})

/** An endpoint on machines of Azure. */
export const managedEndpoint = object('a managed online endpoint', {
  ...endpointFields,
  mirror_traffic: noMirror,
  public_network_access: choice(['enabled', 'disabled'], anyCase),
})
export type ManagedEndpoint = Read<typeof managedEndpoint>
