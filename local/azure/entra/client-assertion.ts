import { type JWTPayload, createLocalJWKSet, decodeJwt, errors, jwtVerify } from 'jose'
import type { Principal } from '../core/principals.ts'
import { loadSigningKey } from '../core/signing-key.ts'
import type { World } from '../core/world.ts'
import {
  assertionExpired,
  assertionSignature,
  malformedAssertion,
  noFederation,
  unknownAudience,
  unknownIssuer,
  unknownSubject,
} from './errors.ts'

/** @throws the AADSTS error that Entra gives for an id token which this principal does not trust. */
export type AssertionChecker = (assertion: string, principal: Principal) => Promise<void>

/** Workload identity federation: issuer, subject, audience, life, then the issuer's signature. */
export async function createAssertionChecker(world: World): Promise<AssertionChecker> {
  const { publicJwk } = await loadSigningKey(world.stateDirectory, 'devops')
  const keys = createLocalJWKSet({ keys: [publicJwk] })
  return async (assertion, principal) => {
    const claims = read(assertion)
    matchCredential(claims, principal)
    try {
      await jwtVerify(assertion, keys, { algorithms: ['RS256'], currentDate: world.clock.now() })
    } catch (error) {
      if (error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed)
        throw assertionExpired(world.clock.now(), new Date((claims.exp ?? 0) * 1000))
      if (error instanceof errors.JOSEError) throw assertionSignature()
      throw error
    }
  }
}

function read(assertion: string): JWTPayload {
  try {
    return decodeJwt(assertion)
  } catch (error) {
    if (error instanceof errors.JOSEError) throw malformedAssertion()
    throw error
  }
}

/** Compared as Entra does since 2024: exactly, upper and lower case included. */
function matchCredential({ iss = '', sub = '', aud }: JWTPayload, principal: Principal): void {
  const { clientId, federatedCredentials } = principal
  if (federatedCredentials.length === 0) throw noFederation(clientId)
  const ofIssuer = federatedCredentials.filter(({ issuer }) => issuer === iss)
  if (ofIssuer.length === 0) throw unknownIssuer(iss)
  const ofSubject = ofIssuer.filter(({ subject }) => subject === sub)
  if (ofSubject.length === 0) throw unknownSubject(sub)
  if (!ofSubject.some(({ audience }) => audience === aud)) throw unknownAudience(String(aud))
}
