import { SignJWT } from 'jose'
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

/** A System.AccessToken: opens the id-token endpoint of this job and of no other. */
export async function mintJobToken(
  world: World,
  { projectId, planId, jobId, hub }: JobScope,
): Promise<string> {
  const key = await loadSigningKey(world.stateDirectory, 'devops')
  return new SignJWT({ projectId, planId, jobId, hub })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid })
    .setIssuer(world.endpoints.devops)
    .setAudience(world.endpoints.devops)
    .setIssuedAt(world.clock.now())
    .setExpirationTime(new Date(world.clock.now().getTime() + 48 * 3600_000))
    .sign(key.privateKey)
}
