import { mapOf } from '../schema/collections.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { anyCase, choice, integer } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'
import { endpointFields } from './endpoint-fields.ts'

/** Copies of requests for one deployment whose answers nobody sees. */
const mirrorTraffic = checked(mapOf(integer({ min: 0, max: 50 })), (shares, at) => {
  if (Object.values(shares).filter(share => share > 0).length > 1)
    at.reject('requests are mirrored to one deployment at most.')
})

/** An endpoint on machines of Azure. */
export const managedEndpoint = object('a managed online endpoint', {
  ...endpointFields,
  mirror_traffic: mirrorTraffic,
  public_network_access: choice(['enabled', 'disabled'], anyCase),
})
export type ManagedEndpoint = Read<typeof managedEndpoint>
