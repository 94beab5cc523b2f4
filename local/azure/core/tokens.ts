import { type JWTPayload, SignJWT, createLocalJWKSet, decodeJwt, errors, jwtVerify } from 'jose'
import {
  authenticationRequired,
  expiredToken,
  invalidAudience,
  invalidTenant,
  invalidToken,
} from './arm-errors.ts'
import { audiences, sameAudience } from './audiences.ts'
import type { Clock } from './clock.ts'
import { newGuid } from './ids.ts'
import type { Caller, Principal } from './principals.ts'
import type { SigningKey } from './signing-key.ts'

export interface RunTokenClaims {
  runId: string
  /** ARM id of the workspace: all that the token opens. */
  scope: string
  /** Further claims, such as accountid, projectid, discovery. */
  claims?: JWTPayload
}

export interface Tokens {
  readonly publicKey: SigningKey['publicJwk']
  issuer(tenantId: string): string
  issue(principal: Principal, audience: string): Promise<{ token: string; expiresIn: number }>
  /** A job's own token: a JWT whose audience and issuer are `azureml`. Default life 48 hours. */
  issueRunToken(run: RunTokenClaims, lifetimeSeconds?: number): Promise<string>
  /**
   * Reads the bearer token of an Authorization header.
   *
   * @throws AzureError 401 as ARM words it: missing, invalid, of another audience or tenant, expired.
   */
  verify(authorization: string | undefined, accepted: readonly string[]): Promise<Caller>
}

export interface TokenSettings {
  activeDirectory: string
  tenantId: string
  /** Read each time a token is issued, so that the control API can shorten it. Seconds. */
  lifetimeSeconds: () => number
}

const RUN_TOKEN_SECONDS = 48 * 3600

export function createTokens(key: SigningKey, clock: Clock, settings: TokenSettings): Tokens {
  const keys = createLocalJWKSet({ keys: [key.publicJwk] })
  const issuer = (tenantId: string) => `${settings.activeDirectory}/${tenantId}/v2.0`
  const sign = (claims: JWTPayload, lifetimeSeconds: number) => {
    const now = Math.floor(clock.now().getTime() / 1000)
    return new SignJWT({ ...claims, iat: now, nbf: now, exp: now + lifetimeSeconds, jti: newGuid() })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
      .sign(key.privateKey)
  }
  return {
    publicKey: key.publicJwk,
    issuer,
    async issue(principal, audience) {
      const expiresIn = settings.lifetimeSeconds()
      const token = await sign(principalClaims(principal, audience, issuer(principal.tenantId)), expiresIn)
      return { token, expiresIn }
    },
    issueRunToken: ({ runId, scope, claims }, lifetimeSeconds = RUN_TOKEN_SECONDS) =>
      sign(
        {
          ...claims,
          role: 'Contributor',
          scope,
          runid: runId,
          tid: settings.tenantId,
          iss: 'azureml',
          aud: 'azureml',
        },
        lifetimeSeconds,
      ),
    async verify(authorization, accepted) {
      const token = bearer(authorization)
      const payload = await readToken(token, keys, clock)
      const audience = String(payload.aud)
      if (!accepted.some(one => sameAudience(one, audience))) throw invalidAudience(audience, [...accepted])
      if (payload.tid !== settings.tenantId)
        throw invalidTenant(String(payload.iss), issuer(settings.tenantId))
      return callerOf(payload, audience)
    },
  }
}

function principalClaims({ clientId, objectId, tenantId }: Principal, aud: string, iss: string): JWTPayload {
  return {
    aud,
    iss,
    appid: clientId,
    azp: clientId,
    oid: objectId,
    sub: objectId,
    tid: tenantId,
    idtyp: 'app',
    ver: '1.0',
  }
}

function bearer(authorization: string | undefined): string {
  if (!authorization) throw authenticationRequired()
  const [scheme, token] = authorization.split(' ')
  if (scheme?.toLowerCase() !== 'bearer' || !token)
    throw invalidToken(`the authentication scheme '${scheme}' is not supported`)
  return token
}

async function readToken(
  token: string,
  keys: ReturnType<typeof createLocalJWKSet>,
  clock: Clock,
): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, keys, { algorithms: ['RS256'], currentDate: clock.now() })).payload
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw expiredToken()
    if (error instanceof errors.JOSEError) throw invalidToken(error.message)
    throw error
  }
}

function callerOf(payload: JWTPayload, audience: string): Caller {
  const run = sameAudience(audience, audiences.run[0])
  return {
    kind: run ? 'run' : 'principal',
    appId: String(payload['appid'] ?? payload['runid']),
    objectId: String(payload['oid'] ?? payload['runid']),
    tenantId: String(payload['tid']),
    audience,
    ...(run && { runId: String(payload['runid']), scope: String(payload['scope']) }),
  }
}

/** Whether an Authorization header bears a job's token; not a proof, only a label for the record. */
export function looksLikeRunToken(authorization: string | undefined): boolean {
  const token = authorization?.split(' ')[1]
  if (!token) return false
  try {
    return decodeJwt(token).aud === audiences.run[0]
  } catch (error) {
    if (error instanceof errors.JOSEError) return false
    throw error
  }
}
