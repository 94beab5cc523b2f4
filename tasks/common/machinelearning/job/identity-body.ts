import type { Identity } from '../../specification/job/identity.ts'
import type { JobBody } from './body.ts'
import { defined } from './defined.ts'

export function identityBody(identity: Identity): JobBody {
  switch (identity.type) {
    case 'aml_token':
      return { identityType: 'AMLToken' }
    case 'user_identity':
      return { identityType: 'UserIdentity' }
    default:
      return defined({
        identityType: 'Managed',
        clientId: identity.client_id,
        objectId: identity.object_id,
        resourceId: identity.msi_resource_id,
      })
  }
}
