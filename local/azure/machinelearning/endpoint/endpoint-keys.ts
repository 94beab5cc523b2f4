import { type ArmCall, WORKSPACE, armRoute } from '../../core/arm-routes.ts'
import { mfeUserError } from '../../core/mfe-errors.ts'
import type { Servers, World } from '../../core/world.ts'
import { issueScoringToken } from '../../scoring/authorize.ts'
import { bodyCheck, optional } from '../common/body.ts'
import { newKey } from './endpoint-body.ts'
import { type EndpointDocument, endpointsOf } from './endpoint-document.ts'
import { inferencingNotFound } from './endpoint-errors.ts'

const checkRegenerate = bodyCheck('regenerate keys', {
  type: 'object',
  required: ['keyType'],
  properties: { keyType: { enum: ['Primary', 'Secondary'] }, keyValue: optional.string },
})

const type = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints'

/** What opens an endpoint: its two keys, or a token. */
export function registerEndpointKeys(world: World, servers: Servers): void {
  const route = (name: string, mode: EndpointDocument['authMode'], answer: Answer) =>
    armRoute(world, servers, {
      method: 'POST',
      path: `${WORKSPACE}/onlineEndpoints/:name/${name}`,
      action: `${type}/${name}/action`,
      handle: call => answer(openedBy(world, call, mode), call),
    })
  route('listKeys', 'Key', ({ primaryKey, secondaryKey }) => ({ primaryKey, secondaryKey }))
  route('token', 'AMLToken', endpoint => issueScoringToken(world, endpoint))
  route('regenerateKeys', 'Key', (endpoint, { body, reply }) => {
    checkRegenerate(body, world.mfe())
    const { keyType, keyValue } = body as { keyType: 'Primary' | 'Secondary'; keyValue?: string | null }
    const field = keyType === 'Primary' ? 'primaryKey' : 'secondaryKey'
    endpointsOf(world).put(endpoint.id, { ...endpoint, [field]: keyValue ?? newKey() })
    void reply.status(200)
  })
}

type Answer = (endpoint: EndpointDocument, call: ArmCall) => unknown

/** @throws 404 for an unknown endpoint, 400 for one that is opened in another way */
function openedBy(
  world: World,
  { id, params }: ArmCall,
  mode: EndpointDocument['authMode'],
): EndpointDocument {
  const endpoint = endpointsOf(world).get(id.replace(/\/[^/]+$/, ''))
  if (!endpoint) throw inferencingNotFound(world)
  if (endpoint.authMode === mode) return endpoint
  throw mfeUserError(
    `The endpoint '${params['name']}' has the auth mode ${endpoint.authMode}; this operation needs ${mode}.`,
    world.mfe(),
  )
}
