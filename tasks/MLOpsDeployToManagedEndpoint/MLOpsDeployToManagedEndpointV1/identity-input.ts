import { IDENTITY_ID } from '../../common/azure/name-rules.ts'
import type { InputReader } from '../../common/host/input-reader.ts'
import type { EndpointIdentity } from '../../common/specification/endpoint/endpoint-identity.ts'

/** The identity with which the endpoint pulls its image and reads its model. */
export function readIdentity(read: InputReader): EndpointIdentity {
  const type = read.choice('identityType', ['system_assigned', 'user_assigned'], 'system_assigned')
  const ids = read.lines('userAssignedIdentities')
  const reject = (why: string): void => read.reject('userAssignedIdentities', why)
  if (type === 'user_assigned' && ids.length !== 1) reject('name the identity; an endpoint takes one.')
  if (type === 'system_assigned' && ids.length > 0)
    reject('is for the identityType user_assigned; leave it blank.')
  for (const id of ids) {
    if (!IDENTITY_ID.test(id)) reject(`"${id}" is not the resource id of a managed identity.`)
  }
  return { type, user_assigned_identities: ids.map(resource_id => ({ resource_id })) }
}
