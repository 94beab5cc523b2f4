import { createHash, timingSafeEqual } from 'node:crypto'
import { SignJWT, errors, jwtVerify } from 'jose'
import { audiences } from '../core/audiences.ts'
import { authorize } from '../core/principals.ts'
import type { World } from '../core/world.ts'
import type { EndpointDocument } from '../machinelearning/endpoint/endpoint-document.ts'
import { refusal } from './refusal.ts'

/** Twelve hours, as the service's tokens; it advises to renew them halfway. */
const lifetimeSeconds = 12 * 3600

/** Whoever scores with an Entra token needs this, granted on the endpoint or above it. */
const scoreAction = 'Microsoft.MachineLearningServices/workspaces/onlineEndpoints/score/action'

/** @throws 401 without a key or token of this endpoint, 403 with a token of somebody who may not score */
export async function authorizeScoring(
  world: World,
  endpoint: EndpointDocument,
  authorization: string | undefined,
): Promise<void> {
  if (endpoint.authMode === 'AADToken') return authorizeCaller(world, endpoint, authorization)
  const [scheme, given = ''] = (authorization ?? '').split(' ')
  const known = scheme?.toLowerCase() === 'bearer' && given !== ''
  if (known && (endpoint.authMode === 'Key' ? isKey(endpoint, given) : await isToken(world, endpoint, given)))
    return
  throw refusal(401, 'Access denied due to a missing, wrong or expired key or token.', {
    'www-authenticate': 'Bearer',
  })
}

async function authorizeCaller(
  world: World,
  endpoint: EndpointDocument,
  authorization: string | undefined,
): Promise<void> {
  const caller = await world.tokens.verify(authorization, audiences.machineLearning)
  authorize(world.store, caller, scoreAction, endpoint.id)
}

const isKey = ({ primaryKey, secondaryKey }: EndpointDocument, given: string): boolean =>
  [primaryKey, secondaryKey].some(key => timingSafeEqual(digest(key), digest(given)))

async function isToken(world: World, endpoint: EndpointDocument, given: string): Promise<boolean> {
  try {
    const options = { audience: endpoint.endpointId, currentDate: world.clock.now() }
    await jwtVerify(given, digest(endpoint.primaryKey), options)
    return true
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}

/** A token for scoring only; regenerating the primary key ends it. Times are epoch seconds. */
export async function issueScoringToken(world: World, endpoint: EndpointDocument): Promise<object> {
  const now = Math.floor(world.clock.now().getTime() / 1000)
  const accessToken = await new SignJWT({ aud: endpoint.endpointId, iss: 'azureml', iat: now, nbf: now })
    .setExpirationTime(now + lifetimeSeconds)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .sign(digest(endpoint.primaryKey))
  return {
    accessToken,
    tokenType: 'Bearer',
    expiryTimeUtc: now + lifetimeSeconds,
    refreshAfterTimeUtc: now + lifetimeSeconds / 2,
  }
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
