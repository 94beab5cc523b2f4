import { mapOf } from '../schema/collections.ts'
import { fallback, ignored, required } from '../schema/fields.ts'
import { checked } from '../schema/refine.ts'
import { anyCase, choice, integer, text } from '../schema/scalars.ts'
import { tags } from '../job/job-fields.ts'
import { servingName } from '../serving-name.ts'
import { endpointIdentity } from './endpoint-identity.ts'

const TOLD_BY_AZURE = 'Azure sets it; a file that was downloaded may have it.'

/** Shares of the traffic by deployment; its sum is looked at, although the roll-out decides. */
const traffic = checked(mapOf(integer({ min: 0, max: 100 })), (shares, at) => {
  const sum = Object.values(shares).reduce((total, share) => total + share, 0)
  if (sum > 100) at.reject(`the shares sum to ${sum} %; 100 is the most.`)
})

/** What every endpoint can say of itself. */
export const endpointFields = {
  $schema: ignored('names the schema for editors.'),
  name: required(servingName),
  description: text,
  tags,
  properties: tags,
  auth_mode: fallback(choice(['key', 'aml_token', 'aad_token'], anyCase), 'key'),
  identity: endpointIdentity,
  traffic,
  id: ignored(TOLD_BY_AZURE),
  kind: ignored(TOLD_BY_AZURE),
  location: ignored("an endpoint lies where its workspace lies; the official client sends that one's too."),
  provisioning_state: ignored(TOLD_BY_AZURE),
  scoring_uri: ignored(TOLD_BY_AZURE),
  openapi_uri: ignored(TOLD_BY_AZURE),
}
