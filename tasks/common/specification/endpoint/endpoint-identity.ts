import { fallback, ignored, required } from '../schema/fields.ts'
import { listOf } from '../schema/collections.ts'
import { object } from '../schema/object.ts'
import { checked } from '../schema/refine.ts'
import { anyCase, choice, text } from '../schema/scalars.ts'
import type { Read } from '../schema/schema.ts'

const TOLD_BY_AZURE = 'is told by Azure and never sent.'

const userAssigned = object('a user-assigned identity', {
  resource_id: required(text),
  client_id: ignored(TOLD_BY_AZURE),
  object_id: ignored(TOLD_BY_AZURE),
  principal_id: ignored(TOLD_BY_AZURE),
})

/** What the endpoint's containers are to Azure: it pulls their image and reads the model. */
export const endpointIdentity = checked(
  object('the identity of an endpoint', {
    type: required(choice(['system_assigned', 'user_assigned', 'none'], anyCase)),
    user_assigned_identities: fallback(listOf(userAssigned), []),
    principal_id: ignored(TOLD_BY_AZURE),
    tenant_id: ignored(TOLD_BY_AZURE),
  }),
  ({ type, user_assigned_identities: users }, at) => {
    if (users.length > 1)
      at.at('user_assigned_identities').reject('an endpoint takes one user-assigned identity.')
    if (type === 'user_assigned' && users.length === 0)
      at.reject('user_assigned_identities must name the identity (resource_id).')
    if (type !== 'user_assigned' && users.length > 0)
      at.reject(`the type ${type} takes no user_assigned_identities.`)
  },
)
export type EndpointIdentity = Read<typeof endpointIdentity>
