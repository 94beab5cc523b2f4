import { type JWTPayload, SignJWT, createLocalJWKSet, errors, jwtVerify } from 'jose'
import { loadSigningKey } from '../core/signing-key.ts'
import type { World } from '../core/world.ts'

/** The pipeline job that a System.AccessToken belongs to. */
export interface JobScope {
  projectId: string
  planId: string
  jobId: string
  /** `build` or `release`. */
  hub: string
}

/** Two days: longer than any job may run. */
const LIFETIME_SECONDS = 48 * 3600

/** A System.AccessToken: opens the id-token endpoint of this job and of no other. */
export async function mintJobToken(
  world: World,
  { projectId, planId, jobId, hub }: JobScope,
): Promise<string> {
  const key = await loadSigningKey(world.stateDirectory, 'devops')
  const now = Math.floor(world.clock.now().getTime() / 1000)
  return new SignJWT({ projectId, planId, jobId, hub })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .setIssuer(world.settings.organizationId)
    .setAudience(world.settings.organizationId)
    .setIssuedAt(now)
    .setExpirationTime(now + LIFETIME_SECONDS)
    .sign(key.privateKey)
}

/** The job of a System.AccessToken; undefined for anything else, expired ones included. */
export async function readJobToken(world: World, token: string): Promise<JobScope | undefined> {
  const { publicJwk } = await loadSigningKey(world.stateDirectory, 'devops')
  try {
    const { payload } = await jwtVerify<JWTPayload & JobScope>(
      token,
      createLocalJWKSet({ keys: [publicJwk] }),
      {
        audience: world.settings.organizationId,
        currentDate: world.clock.now(),
      },
    )
    return payload
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined
    throw error
  }
}
