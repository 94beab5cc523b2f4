import type { InputReader } from '../../common/host/input-reader.ts'
import type { EndpointIdentity } from '../../common/specification/endpoint/endpoint-identity.ts'

const IDENTITY_ID = {
  pattern: /^\/subscriptions\/.+\/userAssignedIdentities\/[^/]+$/i,
  expected: 'the resource id of a managed identity',
}

/** The identity with which the endpoint pulls its image and reads its model. */
export function readIdentity(read: InputReader): EndpointIdentity {
  const type = read.choice('identityType', ['system_assigned', 'user_assigned'], 'system_assigned')
  const id = read.text('userAssignedIdentities', IDENTITY_ID)
  if (type === 'user_assigned' && id === undefined)
    read.reject('userAssignedIdentities', 'name the identity, or choose system_assigned.')
  if (type === 'system_assigned' && id !== undefined)
    read.reject('userAssignedIdentities', 'is for the identityType user_assigned; leave it blank.')
  return { type, user_assigned_identities: id === undefined ? [] : [{ resource_id: id }] }
}
